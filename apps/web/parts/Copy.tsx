/** Copies a value, and says that it did. */
import { useEffect, useState } from 'react';
import { Icon } from './Icon.tsx';

export function Copy({ value, label }: { value: string; label: string }) {
  const [done, setDone] = useState<'no' | 'yes' | 'refused'>('no');
  useEffect(() => {
    if (done === 'no') return;
    const timer = setTimeout(() => setDone('no'), 2_000);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      className="copy"
      aria-label={`Copy ${label}`}
      title={`Copy ${label}`}
      onClick={() => {
        // The clipboard is refused outside a secure context, and this console may be reached through a tunnel.
        const written = navigator.clipboard?.writeText(value) ?? Promise.reject(new Error('no clipboard'));
        written.then(
          () => setDone('yes'),
          () => setDone('refused'),
        );
      }}
    >
      <Icon name={done === 'yes' ? 'tick' : 'copy'} size={16} />
      <span role="status" className="copy-done">
        {done === 'yes' ? 'Copied' : done === 'refused' ? 'The browser refused' : ''}
      </span>
    </button>
  );
}
