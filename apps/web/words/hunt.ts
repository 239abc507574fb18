/** Queries of the hunting language as the console writes them. */

/** `host:"pacs-01"`: in quotes, so that whatever a log calls a host is taken as it is. */
export const huntTerm = (field: string, value: string): string => `${field}:"${value.replaceAll('"', '""')}"`;

const hourMs = 3_600_000;

/** An hour either side of a moment; without a moment, the page's own range. */
export function huntAround(time: string | null): { since?: string; until?: string } {
  const at = time === null ? Number.NaN : Date.parse(time);
  if (Number.isNaN(at)) return {};
  return { since: new Date(at - hourMs).toISOString(), until: new Date(at + hourMs).toISOString() };
}
