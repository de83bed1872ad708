/** Returns the path of the URL of the service, such as `/apps/tasks`; empty if the service is at the root. */
export function basePath(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? '';
}
