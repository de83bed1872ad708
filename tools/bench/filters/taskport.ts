import { randomUUID } from 'node:crypto';
import { type Answer, ask } from '../../support/client.ts';
import { Connection } from '../../support/load/connection.ts';
import { request } from '../../support/load/requests/operations.ts';
import { administer } from '../../support/machine/administer.ts';
import type { Databases } from '../environment/databases.ts';
import type { MeasuredStore } from '../environment/measured-store.ts';
import { KINDS } from '../environment/server-kinds.ts';
import { ServerProcess } from '../environment/server-process.ts';
import { parametersOf, type Query } from './queries.ts';
import { type EditedFields, type GeneratedTask, WITH_START } from './random-tasks.ts';
import type { OtherUser, Subject } from './subject.ts';

/** The maximum number of commands in a batch request. */
const BATCH = 100;

const LABELS = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

export type Store = keyof typeof LABELS;

/** Taskport as measured by `make filters`, over HTTP. The requests for the owner's tasks share one connection. */
export class Taskport implements Subject {
  readonly label: string;
  readonly #owner = randomUUID();
  readonly #ids: string[] = [];
  readonly #kind: (typeof KINDS)['taskport'];
  readonly #store: MeasuredStore;
  #server: ServerProcess | undefined;

  private constructor(label: string, kind: (typeof KINDS)['taskport'], store: MeasuredStore) {
    this.label = label;
    this.#kind = kind;
    this.#store = store;
  }

  /** Starts Taskport on an empty store. */
  static async open(name: Store, databases: Databases): Promise<Taskport> {
    const kind = KINDS[name === 'postgres' ? 'taskport' : name];
    const taskport = new Taskport(LABELS[name], kind, await kind.openStore(databases));
    await taskport.restart();
    return taskport;
  }

  async restart(): Promise<void> {
    await this.#server?.stop();
    this.#server = await ServerProcess.start(this.#kind.command, {
      ...this.#kind.environment,
      ...this.#store.environment,
    });
  }

  another(): Taskport {
    const other = new Taskport(this.label, this.#kind, this.#store);
    other.#server = this.#server;
    return other;
  }

  async fill(tasks: readonly GeneratedTask[]): Promise<void> {
    for (let n = 0; n < tasks.length; n += BATCH) {
      const operations = tasks.slice(n, n + BATCH).map((task) => ({ op: 'create', task }));
      const { json } = await this.#ask('POST', '/batch', { operations });
      for (const { task } of json.results) this.#ids.push(task.id);
    }
    const { DATABASE_URL } = this.#store.environment;
    // Otherwise autovacuum would do this work about a minute later, during the measurement.
    if (DATABASE_URL !== undefined) await administer(DATABASE_URL, 'vacuum analyze');
  }

  async find(query: Query): Promise<number> {
    const { headers } = await this.#ask('GET', `?${parametersOf(query)}`);
    return Number(headers['taskport-total']);
  }

  async edit(n: number, fields: EditedFields): Promise<void> {
    await this.#ask('PATCH', `/${this.#ids[n]}`, fields);
  }

  async tagAll(tag: string): Promise<number> {
    const asked = new URLSearchParams({ filter: 'start is some', max_affected: String(WITH_START) });
    const { json } = await this.#ask('PATCH', `?${asked}`, { add_tags: [tag] });
    return json.changed;
  }

  async openOther(): Promise<OtherUser> {
    const { url } = this.#server as ServerProcess;
    const tasks = `${randomUUID()}/tasks`;
    const [reader, writer] = [await Connection.open(url), await Connection.open(url)];
    const { body } = await writer.ask(request('POST', tasks, { title: 'Task of another user' }));
    const address = `${tasks}/${JSON.parse(body.toString()).id}`;
    const [read, edits] = [request('GET', address), ['A', 'B'].map((title) => request('PUT', address, { title }))];
    let writes = 0;
    return {
      read: () => reader.ask(read),
      write: () => writer.ask(edits[writes++ % edits.length] as Buffer),
      async [Symbol.asyncDispose]() {
        reader.close();
        writer.close();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop();
    await this.#store[Symbol.asyncDispose]();
  }

  /** Sends a request about the tasks of the measured user. @throws Error if the response status is not 200 */
  async #ask(method: string, path: string, body?: object): Promise<Answer> {
    const { url } = this.#server as ServerProcess;
    const answer = await ask(method, `${url}/api/${this.#owner}/tasks${path}`, { body });
    if (answer.status !== 200) throw new Error(`${this.label}: ${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }
}
