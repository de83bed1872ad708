import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { UserId } from '../../domain/identity.ts';
import type { ChangeSignal } from '../../ports/change-signal.ts';
import { LIMITS } from './limits.ts';

const CHANNEL = 'taskport_changes';
/** A notification holds less than 8,000 bytes (https://www.postgresql.org/docs/current/sql-notify.html). */
const MAX_OWNERS = 200;
/** How long to wait between two tries to listen, and how long to sleep at most without a look, in milliseconds. */
const PATIENCE = 500;
const MAX_SLEEP = 5_000;

/**
 * Signals between the processes on one database, by NOTIFY and LISTEN on a connection of its own.
 *
 * Notifications are sent after the writes and not in them, many in one: in a transaction each would hold up every other
 * commit of the database. So one may be lost, with its process; then whoever waits finds the change by looking by itself.
 */
export class PostgresSignal implements ChangeSignal {
  readonly #url: string;
  readonly #local: ChangeSignal;
  readonly #unsent = new Set<UserId>();
  #client: pg.Client | undefined;
  #isSending = false;
  #isStopped = false;

  /** @param local tells those who wait in this process */
  constructor(url: string, local: ChangeSignal) {
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

  announce(owners: readonly UserId[] | 'everyone'): void {
    this.#local.announce(owners);
    if (owners === 'everyone') return;
    for (const owner of owners) this.#unsent.add(owner);
    if (!this.#isSending) void this.#send();
  }

  async next(owner: UserId, until: AbortSignal): Promise<void> {
    const look = new AbortController();
    const timer = setTimeout(() => look.abort(), MAX_SLEEP);
    await this.#local.next(owner, AbortSignal.any([until, look.signal]));
    clearTimeout(timer);
  }

  async #listen(): Promise<void> {
    while (!this.#isStopped) {
      const client = new pg.Client({
        connectionString: this.#url,
        application_name: 'taskport-signal',
        connectionTimeoutMillis: LIMITS.connect,
        query_timeout: LIMITS.query,
        keepAlive: true,
      });
      const ended = new Promise((resolve) => client.once('end', resolve));
      client.on('error', () => {});
      client.on('notification', ({ payload = '' }) => this.#local.announce(payload.split(',') as UserId[]));
      try {
        await client.connect();
        await client.query(`listen ${CHANNEL}`);
        this.#client = client;
        if (this.#isStopped) return await client.end();
        // What was written while nobody listened was not heard.
        this.#local.announce('everyone');
        await ended;
      } catch {
        client.end().catch(() => {});
      }
      this.#client = undefined;
      if (!this.#isStopped) await delay(PATIENCE);
    }
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#unsent.size > 0) {
      const owners = [...this.#unsent].slice(0, MAX_OWNERS);
      for (const owner of owners) this.#unsent.delete(owner);
      // Without a connection it is lost, and found by looking.
      await this.#client?.query('select pg_notify($1, $2)', [CHANNEL, owners.join(',')]).catch(() => {});
    }
    this.#isSending = false;
  }
}
