import { ask } from '../../tools/support/client.ts';

/** A failed request: its HTTP status, or its error code and whether its connection was reused. */
interface Failure {
  readonly status?: number;
  readonly code?: string;
  readonly reused?: boolean;
}

/** Clients that create tasks until they are stopped. */
export interface Load {
  /** The ids of the tasks whose creation was answered with 201. */
  readonly acknowledged: readonly string[];
  readonly failed: readonly Failure[];
  /** Resolves when `count` more creations are answered with 201. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts clients that create tasks in a loop. Failed requests are recorded and not retried. */
export function startLoad(tasks: () => string, clients = 8, headers: Record<string, string> = {}): Load {
  const acknowledged: string[] = [];
  const failed: Failure[] = [];
  let running = true;
  let waiting: { until: number; resolve: () => void } | undefined;

  async function client(): Promise<void> {
    while (running) {
      const answer = await ask('POST', tasks(), { body: { title: 'x' }, headers }).catch((error) => error);
      if (answer.status === 201) acknowledged.push(answer.json.id);
      else {
        const { status, code, reused } = answer;
        failed.push({ status, code, reused });
        await new Promise(setImmediate);
      }
      if (waiting !== undefined && acknowledged.length >= waiting.until) waiting.resolve();
    }
  }

  const all = Array.from({ length: clients }, client);
  return {
    acknowledged,
    failed,
    more(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting = { until: acknowledged.length + count, resolve };
      return promise;
    },
    async stop() {
      running = false;
      await Promise.all(all);
    },
  };
}

/** Returns the ids of all tasks of a user, read page by page. */
export async function allIds(tasks: string): Promise<string[]> {
  const ids: string[] = [];
  for (let url: string | undefined = `${tasks}?limit=100`; url !== undefined; ) {
    const page = await ask('GET', url);
    ids.push(...page.json.map(({ id }: { id: string }) => id));
    const next = /^<([^>]+)>/.exec(String(page.headers.link ?? ''))?.[1];
    url = next === undefined ? undefined : new URL(next, url).href;
  }
  return ids;
}
