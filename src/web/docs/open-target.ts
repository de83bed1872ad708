/** Opens the part that the fragment of the address or a followed link names, and everything for the printer. */
export function openTargets(): void {
  open(location.hash);
  addEventListener('hashchange', () => open(location.hash));
  // A link to the fragment that the address has already changes nothing, although its part may be closed again.
  addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    if (link !== null) open(link.hash);
  });
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
