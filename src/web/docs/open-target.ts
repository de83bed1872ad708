/**
 * Opens the part that the fragment of the address names, and everything for the printer. Current browsers open the part
 * by themselves, because its id is within it. The focus is for all.
 */
export function openTargets(): void {
  open(location.hash);
  addEventListener('hashchange', () => open(location.hash));
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

function open(fragment: string): void {
  const details = document.getElementById(fragment.slice(1))?.closest('details');
  if (details === null || details === undefined) return;
  details.open = true;
  details.querySelector('summary')?.focus({ preventScroll: true });
}
