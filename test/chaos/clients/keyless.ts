import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '../stage/stage.ts';

/** After an answer that was none, in milliseconds. */
const PAUSE = 20;

/** What one client knows of its own writes, none of which it sends twice. */
interface Own {
  readonly user: string;
  /** The titles that were sent, and whether they were acknowledged. */
  readonly titles: Map<string, boolean>;
  task: string | undefined;
  toggles: number;
  /** Toggles of which nobody knows whether they were done. */
  unknown: number;
}

/**
 * Clients who send each write once and without a key: what the service does again by itself after a connection was lost
 * must still be done once. They create tasks, and toggle one.
 */
export class Keyless {
  readonly #stage: Stage;
  readonly #owns: readonly Own[];
  readonly #clients: Promise<unknown>;
  #isGoing = true;

  constructor(stage: Stage, clients: number) {
    this.#stage = stage;
    this.#owns = Array.from({ length: clients }, () => ({
      user: randomUUID(),
      titles: new Map(),
      task: undefined,
      toggles: 0,
      unknown: 0,
    }));
    this.#clients = Promise.all(this.#owns.map((own) => this.#live(own)));
  }

  /** Lets them end, and returns how many writes there were, and what is wrong with what became of them. */
  async stop(): Promise<{ writes: number; wrong: readonly string[] }> {
    this.#isGoing = false;
    await this.#clients;
    const wrong = await Promise.all(this.#owns.map((own) => this.#compare(own)));
    const writes = this.#owns.reduce((sum, { titles, toggles, unknown }) => sum + titles.size + toggles + unknown, 0);
    return { writes, wrong: wrong.flat() };
  }

  async #live(own: Own): Promise<void> {
    for (let turn = 0; this.#isGoing; turn++) {
      const isDone =
        own.task !== undefined && turn % 2 === 0 ? await this.#toggle(own, own.task) : await this.#create(own);
      if (!isDone) await delay(PAUSE);
    }
  }

  async #create(own: Own): Promise<boolean> {
    const title = randomUUID();
    const path = `/api/${own.user}/tasks`;
    const { status, headers } = await this.#stage.caller.call({ method: 'POST', path, body: { title } });
    own.titles.set(title, status === 201);
    if (status === 201) own.task ??= String(headers.location);
    return status === 201;
  }

  async #toggle(own: Own, path: string): Promise<boolean> {
    const { status } = await this.#stage.caller.call({ method: 'PATCH', path: `${path}/complete` });
    if (status === 200) own.toggles++;
    else own.unknown++;
    return status === 200;
  }

  async #compare({ user, titles, task, toggles, unknown }: Own): Promise<string[]> {
    const rows = await this.#stage.sql<{ title: string; version: number; id: string }>(
      `select title, version::int as version, id from tasks where user_id = '${user}'`,
    );
    const counts = Map.groupBy(rows, ({ title }) => title);
    const doubled = [...counts].filter(([, all]) => all.length > 1).map(([title]) => `${title} was created twice`);
    const missing = [...titles].filter(([title, isDone]) => isDone && !counts.has(title));
    const changes = (rows.find(({ id }) => task?.endsWith(id))?.version ?? 1) - 1;
    const isCounted = changes >= toggles && changes <= toggles + unknown;
    return [
      ...doubled,
      ...missing.map(([title]) => `${title} was acknowledged, and is not there`),
      ...(isCounted ? [] : [`${changes} toggles done, ${toggles} acknowledged and ${unknown} without an answer`]),
    ];
  }
}
