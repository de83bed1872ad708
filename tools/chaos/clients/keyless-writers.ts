import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../environment/environment.ts';

const RETRY_MS = 20;

/** A task that a client toggles until a toggle fails, so that the outcome of at most one toggle is unknown. */
interface ToggledTask {
  readonly path: string;
  toggles: number;
  unknown: number;
}

/** The writes of one client, which sends each write once. */
interface ClientWrites {
  readonly user: string;
  /** For the title of each task that the client tried to create: true if the server acknowledged the creation. */
  readonly titles: Map<string, boolean>;
  readonly tasks: ToggledTask[];
}

/**
 * Clients that create and toggle tasks, and send each write once, without an idempotency key.
 *
 * They check that the service, which retries after a lost database connection, executes no write twice.
 */
export class KeylessWriters {
  readonly #environment: Environment;
  readonly #clientWrites: readonly ClientWrites[];
  readonly #clients: Promise<unknown>;
  #isGoing = true;

  constructor(environment: Environment, clients: number) {
    this.#environment = environment;
    this.#clientWrites = Array.from({ length: clients }, () => ({ user: randomUUID(), titles: new Map(), tasks: [] }));
    this.#clients = Promise.all(this.#clientWrites.map((client) => this.#run(client)));
  }

  /** Stops the clients; returns the number of writes, and the differences between the database and the responses. */
  async stop(): Promise<{ writes: number; wrong: readonly string[] }> {
    this.#isGoing = false;
    await this.#clients;
    const wrong = await Promise.all(this.#clientWrites.map((client) => this.#compare(client)));
    const counts = this.#clientWrites.map(({ titles, tasks }) =>
      tasks.reduce((sum, { toggles }) => sum + toggles, titles.size),
    );
    const writes = counts.reduce((sum, count) => sum + count, 0);
    return { writes, wrong: wrong.flat() };
  }

  async #run(client: ClientWrites): Promise<void> {
    for (let turn = 0; this.#isGoing; turn++) {
      const task = client.tasks.at(-1);
      const isDone = task?.unknown === 0 && turn % 2 === 0 ? await this.#toggle(task) : await this.#create(client);
      if (!isDone) await delay(RETRY_MS);
    }
  }

  async #create({ user, titles, tasks }: ClientWrites): Promise<boolean> {
    const title = randomUUID();
    const path = `/api/${user}/tasks`;
    const { status, headers } = await this.#environment.caller.call({ method: 'POST', path, body: { title } });
    titles.set(title, status === 201);
    if (status === 201 && tasks.at(-1)?.unknown !== 0)
      tasks.push({ path: String(headers.location), toggles: 0, unknown: 0 });
    return status === 201;
  }

  async #toggle(task: ToggledTask): Promise<boolean> {
    const { status } = await this.#environment.caller.call({ method: 'PATCH', path: `${task.path}/complete` });
    if (status === 200) task.toggles++;
    else task.unknown++;
    return status === 200;
  }

  async #compare({ user, titles, tasks }: ClientWrites): Promise<string[]> {
    const rows = await this.#environment.sql<{ title: string; version: number; id: string }>(
      `select title, version::int as version, id from tasks where user_id = '${user}'`,
    );
    const counts = Map.groupBy(rows, ({ title }) => title);
    const doubled = [...counts].filter(([, all]) => all.length > 1).map(([title]) => `${title} was created twice`);
    const missing = [...titles].filter(([title, isDone]) => isDone && !counts.has(title));
    const versions = new Map(rows.map(({ id, version }) => [id, version]));
    const miscounted = tasks.flatMap(({ path, toggles, unknown }) => {
      const changes = (versions.get(path.slice(path.lastIndexOf('/') + 1)) ?? 1) - 1;
      if (changes >= toggles && changes <= toggles + unknown) return [];
      return [`${path}: ${changes} toggles executed, ${toggles} acknowledged and ${unknown} without an answer`];
    });
    return [...doubled, ...missing.map(([title]) => `${title} was acknowledged, but is not stored`), ...miscounted];
  }
}
