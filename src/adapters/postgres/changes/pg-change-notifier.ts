import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { UserId } from '../../../domain/identity.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { clientConfig } from '../driver/client-config.ts';
import { SessionClient } from '../driver/session/session-client.ts';
import { SESSION } from '../driver/session/settings.ts';

const CHANNEL = 'taskport_changes';
/** A notification holds less than 8,000 bytes (https://www.postgresql.org/docs/current/sql-notify.html). */
const MAX_OWNERS = 200;
/** What a process says that wants to be told. */
const SUBSCRIBE = '?';

/** Milliseconds. */
const TIMES = {
  /** Between two tries to listen. */
  patience: 500,
  /** How long to sleep without a look of one's own. */
  sleep: 5_000,
  /** How often to say that one wants to be told, and for how long that is believed. */
  renewal: 2_000,
  interest: 12_000,
} as const;

/**
 * Signals between the processes on one database, by NOTIFY and LISTEN on a connection of its own.
 *
 * Notifications are sent after the writes and not in them, many in one, and only while somebody elsewhere wants to be
 * told: in a transaction each would hold up every other commit of the database. So one may be lost, with its process;
 * then whoever waits finds the change by looking by itself.
 */
export class PgChangeNotifier implements ChangeNotifier {
  readonly #url: string;
  readonly #local: ChangeNotifier;
  readonly #me = randomUUID();
  readonly #unsent = new Set<UserId>();
  #client: SessionClient | undefined;
  #isSending = false;
  #isStopped = false;
  /** When others were last heard to want to be told, and when this process has last said so. */
  #heard = Number.NEGATIVE_INFINITY;
  #said = Number.NEGATIVE_INFINITY;
  /** Whether nobody knew before it was last said. */
  #isNews = false;

  /** @param local tells those who wait in this process */
  constructor(url: string, local: ChangeNotifier) {
    this.#url = url;
    this.#local = local;
  }

  /** Listens from now on, and again whenever the connection is lost. */
  start(): void {
    void this.#listen();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#client?.end();
  }

  publish(owners: readonly UserId[] | 'everyone'): void {
    this.#local.publish(owners);
    if (owners === 'everyone' || performance.now() - this.#heard > TIMES.interest) return;
    for (const owner of owners) this.#unsent.add(owner);
    if (!this.#isSending) void this.#send();
  }

  async next(owner: UserId, signal: AbortSignal): Promise<void> {
    this.#askToBeTold();
    const look = new AbortController();
    const timer = setTimeout(() => look.abort(), TIMES.sleep);
    await this.#local.next(owner, AbortSignal.any([signal, look.signal]));
    clearTimeout(timer);
  }

  #askToBeTold(): void {
    const age = performance.now() - this.#said;
    if (age < TIMES.renewal) return;
    this.#said = performance.now();
    this.#isNews = age > TIMES.interest;
    void this.#notify(SUBSCRIBE);
  }

  #hear(payload: string): void {
    const [sender, said = ''] = payload.split(' ');
    if (sender !== this.#me) {
      if (said === SUBSCRIBE) this.#heard = performance.now();
      else this.#local.publish(said.split(',') as UserId[]);
    } else if (said === SUBSCRIBE && this.#isNews) {
      // Now the others are told, too; of what was written before that nobody has told this process.
      this.#local.publish('everyone');
    }
  }

  async #listen(): Promise<void> {
    while (!this.#isStopped) {
      const client = new SessionClient({
        application_name: 'taskport-signal',
        connectionTimeoutMillis: TIMEOUTS.connect,
        query_timeout: TIMEOUTS.query,
        keepAlive: true,
        ...clientConfig(this.#url),
        session: SESSION.listening,
      });
      const ended = new Promise((resolve) => client.once('end', resolve));
      client.on('notification', ({ payload = '' }) => this.#hear(payload));
      try {
        await client.connect();
        await client.query(`listen ${CHANNEL}`);
        this.#client = client;
        if (this.#isStopped) return await client.end();
        // What was written while nobody listened was not heard.
        this.#said = Number.NEGATIVE_INFINITY;
        this.#local.publish('everyone');
        await ended;
      } catch {
        client.end().catch(() => {});
      }
      this.#client = undefined;
      if (!this.#isStopped) await delay(TIMES.patience);
    }
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#unsent.size > 0) {
      const owners = [...this.#unsent].slice(0, MAX_OWNERS);
      for (const owner of owners) this.#unsent.delete(owner);
      await this.#notify(owners.join(','));
    }
    this.#isSending = false;
  }

  /** Without a connection it is lost, and found by looking. A connection that does not take it is given up. */
  async #notify(what: string): Promise<void> {
    const client = this.#client;
    const sent = client?.query('select pg_notify($1, $2)', [CHANNEL, `${this.#me} ${what}`]);
    await sent?.catch(() => client?.connection.stream.destroy());
  }
}
