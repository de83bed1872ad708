import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import type { startSession } from '../../../src/web/state/start-session.ts';
import type { Workspace } from '../../../src/web/state/workspace.ts';

// Runs the core of the page (replica, outbox and synchronization, without the views) in a real browser, in an empty
// document of the service's origin.

interface Core {
  readonly startSession: typeof startSession;
  workspace: Workspace;
}

let bundle: Promise<string> | undefined;

async function buildCore(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { startSession } from './src/web/state/start-session.ts';",
      resolveDir: process.cwd(),
    },
    ...{ bundle: true, write: false, format: 'iife', globalName: 'core', target: 'es2024' },
  });
  return outputFiles[0]?.text ?? '';
}

/** A browser tab that runs the core of the page: replica, outbox and synchronization, without the views. */
export class CoreTab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a tab, and resolves when its workspace of tasks is ready. */
  static async open(context: BrowserContext, url: string): Promise<CoreTab> {
    bundle ??= buildCore();
    const script = await bundle;
    await context.route(`${url}/empty`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Core</title>' }),
    );
    const page = await context.newPage();
    await page.goto(`${url}/empty`);
    await page.evaluate(script.replace(/^"use strict";\s*var core/, 'globalThis.core'));
    await page.evaluate(async () => {
      const { core } = globalThis as unknown as { core: Core };
      const { entrance } = core.startSession(`${location.origin}/`);
      core.workspace = await new Promise((resolve) =>
        entrance.subscribe((now) => {
          if (now.state === 'ready') resolve(now.workspace);
        }),
      );
    });
    return new CoreTab(page);
  }

  /** Runs a function inside the tab, with the workspace of the tab as its first argument. */
  run<T, A>(work: (workspace: Workspace, argument: A) => T, argument: A): Promise<Awaited<T>> {
    const call = `(argument) => (${work})(globalThis.core.workspace, argument)`;
    return this.page.evaluate(`(${call})(${JSON.stringify(argument)})`) as Promise<Awaited<T>>;
  }

  create(title: string): Promise<string> {
    return this.run((workspace, title) => workspace.create({ title: title as never }), title);
  }

  rename(id: string, title: string): Promise<void> {
    return this.run((workspace, [id, title]) => workspace.edit([id as never], { title: title as never }), [id, title]);
  }

  /**
   * Waits until a condition on the titles and the workspace is true, and resolves with the titles of all tasks by id.
   */
  async titlesWhen<A>(
    isReached: (workspace: Workspace, titles: ReadonlyMap<string, string>, argument: A) => boolean,
    argument: A,
  ): Promise<Map<string, string>> {
    const call = `(${watch})(globalThis.core.workspace, ${isReached}, ${JSON.stringify(argument)})`;
    return new Map(await this.page.evaluate<[string, string][]>(call));
  }

  /** Waits until all changes of the user are sent, and resolves with the titles of all tasks by id. */
  settled(): Promise<Map<string, string>> {
    return this.titlesWhen(
      ({ pending, connection }) => pending.value.size === 0 && connection.value.state === 'live',
      null,
    );
  }
}

/** Waits inside the tab until a condition is true, and resolves with the ids and the titles of all tasks. */
function watch<A>(
  workspace: Workspace,
  isReached: (workspace: Workspace, titles: ReadonlyMap<string, string>, argument: A) => boolean,
  argument: A,
): Promise<[string, string][]> {
  const { tasks, pending, connection, refusals } = workspace;
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const look = () => {
      const titles = new Map([...tasks.value].map(([id, { title }]) => [id as string, title as string]));
      if (!isReached(workspace, titles, argument)) return;
      for (const stop of stops) stop();
      resolve([...titles]);
    };
    for (const each of [tasks, pending, connection, refusals]) stops.push(each.subscribe(() => queueMicrotask(look)));
  });
}
