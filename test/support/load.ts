import { ask } from '../../tools/support/client.ts';

/** What became of a request instead: another status, or an error, perhaps on a connection that had served before. */
interface Failure {
  readonly status?: number;
  readonly code?: string;
  readonly reused?: boolean;
}

/** Tasks created without end by some clients at once, and which of them were acknowledged. */
export interface Load {
  readonly acknowledged: readonly string[];
  readonly failed: readonly Failure[];
  /** Resolves when so many more are acknowledged. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Creates tasks until told to stop; what fails is not acknowledged, and that is all there is to it. */
export function startLoad(tasks: () => string, clients = 8, headers: Record<string, string> = {}): Load {
  const acknowledged: string[] = [];
  const failed: Failure[] = [];
  let going = true;
  let waiting: { until: number; resolve: () => void } | undefined;

  async function client(): Promise<void> {
    while (going) {
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
      going = false;
      await Promise.all(all);
    },
  };
}

/** The ids of all tasks of a user, page by page. */
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
