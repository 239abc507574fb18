// Runs before the first paint, so that a night theme never flashes white. A file of its own because
// the page's policy allows no inline script.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('cordon.theme');
  } catch {
    // Storage can be refused; the system's own preference still applies.
  }
  const night = chosen === 'night' || (chosen === null && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = night ? 'night' : 'light';
})();
