/**
 * Opens what the fragment of the address names, now and whenever it changes, and everything for the printer. Browsers
 * open it by themselves since 2025.
 */
export function openTargets(): void {
  openTarget();
  addEventListener('hashchange', openTarget);
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

function openTarget(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target?.closest('details');
  if (details === null || details === undefined) return;
  details.open = true;
  details.querySelector('summary')?.focus({ preventScroll: true });
}
