/** The address of the service as the browser reaches it, without a slash at the end. */
export function serviceUrl(): string {
  const base = document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '';
  return location.origin + base;
}

/**
 * Writes the address of the service into the example commands. Only the browser knows it: the server that renders the
 * page may be behind a proxy.
 */
export function showOrigin(): void {
  const url = serviceUrl();
  for (const span of document.querySelectorAll('.origin')) span.textContent = url;
}
