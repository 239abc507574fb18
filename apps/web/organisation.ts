/** The organisation that this tab is about: whoever works for several may have another on another tab. */
const key = 'cordon.organisation';
let chosen: string | null = null;
try {
  chosen = sessionStorage.getItem(key);
} catch {
  // Refused: it is then the first of them after each reload.
}

export const chosenOrganisation = (): string | null => chosen;

export function chooseOrganisation(id: string | null): void {
  chosen = id;
  try {
    if (id === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, id);
  } catch {
    // It holds until the page is closed.
  }
}
