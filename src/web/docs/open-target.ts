/**
 * Opens and focuses the `<details>` that the fragment of the URL names. Opens every `<details>` before the page is
 * printed. Current browsers open a `<details>` by themselves if the fragment names an element inside it, but do not
 * focus it.
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
