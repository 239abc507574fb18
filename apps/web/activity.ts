/** Whether somebody is at this page: what it asks by itself must not keep a session alive on a desk that was left. */

const idleAfterMs = 60_000;
let last = Date.now();

/** From now on it is known when somebody touches the page. */
export function watchActivity(): void {
  for (const event of ['pointerdown', 'keydown', 'wheel'] as const)
    window.addEventListener(
      event,
      () => {
        last = Date.now();
      },
      { passive: true, capture: true },
    );
}

export const nobodyHere = (): boolean => Date.now() - last > idleAfterMs;
