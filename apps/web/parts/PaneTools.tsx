/** The way out of a detail beside a list; on a phone, where it takes the list's place, the way back. */
import { Icon } from './Icon.tsx';
import { phone, useMedia } from './useMedia.ts';

export function PaneTools({ onClose }: { onClose: () => void }) {
  const small = useMedia(phone);
  return (
    <div className="pane-tools">
      <button type="button" className="button-plain" onClick={onClose}>
        <Icon name={small ? 'back' : 'close'} size={16} /> {small ? 'Back to the list' : 'Close'}
      </button>
    </div>
  );
}
