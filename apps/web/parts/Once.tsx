/** A secret that is shown once: what it is, how to copy it, and a button that says that it is kept. */
import type { ReactNode } from 'react';
import { Copy } from './Copy.tsx';

interface OnceProps {
  secret: string;
  /** For the button that copies it: "secret", "link". */
  label: string;
  children: ReactNode;
  onKept(): void;
}

export function Once({ secret, label, children, onKept }: OnceProps) {
  return (
    <div className="once" role="status">
      <div>{children}</div>
      <p className="mono wrap-anywhere">
        {secret} <Copy value={secret} label={label} />
      </p>
      <button type="button" className="button button-secondary" onClick={onKept}>
        I have it
      </button>
    </div>
  );
}
