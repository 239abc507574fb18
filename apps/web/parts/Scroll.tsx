/** A box that scrolls by itself, so that the page never has to scroll sideways. Reachable by keyboard, and named. */
import type { ReactNode } from 'react';

export function Scroll({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it a keyboard cannot scroll what overflows.
    <section className={className ? `scroll ${className}` : 'scroll'} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
