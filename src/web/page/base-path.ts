/** Returns the path under which the service is, such as `/apps/tasks`; empty if that is the root. */
export function basePath(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '';
}
