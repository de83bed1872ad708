/** Returns the path at which the service is mounted, such as `/apps/tasks`; the empty text if that is the root. */
export function basePath(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '';
}
