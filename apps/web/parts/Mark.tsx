/** The sign of Cordon: a ring that is closed but for a way in. */
export function Mark() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
      <circle
        cx="16"
        cy="16"
        r="12"
        fill="none"
        stroke="currentColor"
        strokeWidth="4"
        strokeDasharray="58 17.4"
        strokeDashoffset="-4"
      />
      <circle cx="16" cy="16" r="4" fill="currentColor" />
    </svg>
  );
}
