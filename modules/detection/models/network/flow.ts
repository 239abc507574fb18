import type { Seen } from '../signal.ts';

/** One connection, as the parts need it. */
export interface Flow {
  seen: Seen;
  from: string;
  to: string;
  port: number;
  /** Whether each end is the hospital's own. */
  fromInside: boolean;
  toInside: boolean;
  /** Bytes from the side that began it. */
  sent: number;
  /** Nobody answered, or the door was shut. */
  failed: boolean;
}
