/** What is taken to be held, by name, and how far to look: asked the same way wherever it is asked. */
import { Field } from './Field.tsx';

interface Props {
  from: string;
  onFrom(from: string): void;
  hours: string;
  onHours(hours: string): void;
  /** Whether something has to be named. */
  required: boolean;
}

export function HeldFields({ from, onFrom, hours, onHours, required }: Props) {
  return (
    <>
      <Field
        label="Hosts, accounts or suppliers, with commas between"
        required={required}
        maxLength={2_000}
        value={from}
        onValue={onFrom}
        spellCheck={false}
      />
      <Field
        label="Hours to look ahead"
        type="number"
        min={1}
        max={168}
        required
        value={hours}
        onValue={onHours}
      />
    </>
  );
}
