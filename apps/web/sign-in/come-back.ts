/** Where one was, over a way that leads to another site and back: an organisation's own sign-in ends at the front page. */
const key = 'cordon.come-back';

export function noteWhereOneIs(): void {
  try {
    sessionStorage.setItem(key, location.pathname + location.search);
  } catch {
    // Refused: one comes back to the situation.
  }
}

/** Once, and only from the front page: whoever asks for another address means it. */
export function comeBack(): void {
  try {
    const to = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    if (to !== null && location.pathname === '/' && /^\/(?!\/)/.test(to)) history.replaceState(null, '', to);
  } catch {
    // As above.
  }
}
