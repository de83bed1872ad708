import { buildPage } from '../../../scripts/build-page.ts';
import { freePort } from '../../../tools/support/free-port.ts';
import { type ServiceProcess, startProcess } from '../../support/service/process.ts';

/** A process of the service that also serves the page. */
export interface PageService {
  /** The address of the service, including its base path, if any, and without a slash at the end. */
  readonly url: string;
  readonly process: ServiceProcess;
  stop(): Promise<void>;
}

let built: Promise<void> | undefined;

/** Builds the page from the current sources, and starts a service process that serves it, with its data in memory. */
export async function startPageService(environment: Readonly<Record<string, string>> = {}): Promise<PageService> {
  built ??= buildPage();
  await built;
  const child = startProcess({ DATABASE_URL: 'memory:', LOG_LEVEL: 'info', ...environment });
  const url = environment.PUBLIC_URL ?? (await child.listening());
  await child.line('ready');
  return {
    url,
    process: child,
    async stop() {
      child.child.kill('SIGTERM');
      await child.gone;
    },
  };
}

/** Starts a service that serves the page, with a PUBLIC_URL that has a path such as `/apps/tasks`. */
export async function startBelow(path: string): Promise<PageService> {
  const port = await freePort();
  return startPageService({ PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}${path}` });
}
