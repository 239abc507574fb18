/** A labelled box for one line of text, and what to know before filling it in. */
import { type ComponentProps, type ReactNode, useId } from 'react';

interface FieldProps extends Omit<ComponentProps<'input'>, 'id' | 'onChange' | 'value'> {
  label: string;
  hint?: ReactNode;
  value: string;
  onValue(value: string): void;
}

export function Field({ label, hint, onValue, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      <input
        {...input}
        id={id}
        {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
        onChange={(event) => onValue(event.target.value)}
      />
    </div>
  );
}

/** Six digits from a device, or a recovery code where that will do as well. */
export function OtpField({
  label,
  hint,
  value,
  onValue,
  digitsOnly = false,
}: Pick<FieldProps, 'label' | 'hint' | 'value' | 'onValue'> & { digitsOnly?: boolean }) {
  return (
    <Field
      label={label}
      hint={hint}
      required
      minLength={6}
      maxLength={40}
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      className="mono"
      inputMode={digitsOnly ? 'numeric' : 'text'}
      value={value}
      onValue={onValue}
    />
  );
}
