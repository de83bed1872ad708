import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { UserId } from '../../../domain/identity.ts';
import type { ChangeNotifier } from '../../../ports/change-notifier.ts';
import { TIMEOUTS } from '../../../process/timeouts.ts';
import { clientConfig } from '../driver/client-config.ts';
import { SessionClient } from '../driver/session/session-client.ts';
import { SESSION } from '../driver/session/settings.ts';

const CHANNEL = 'taskport_changes';
/**
 * The most owners in one notification. A notification must have less than 8,000 bytes
 * (https://www.postgresql.org/docs/current/sql-notify.html).
 */
const MAX_OWNERS = 200;
/** The message by which a process asks the other processes to send notifications. */
const SUBSCRIBE = '?';

/** The intervals and timeouts of notifications, in milliseconds. */
const TIMES = {
  /** The time between two attempts to connect. */
  reconnect: 500,
  /** The longest time that a request waits for a notification, which may have been lost. */
  wait: 5_000,
  /** The interval at which a waiting process subscribes again, and the time until a subscription expires. */
  resubscribe: 2_000,
  subscription: 12_000,
} as const;

/**
 * Tells all processes on one database about changes, by NOTIFY and LISTEN on a connection of its own.
 *
 * A NOTIFY inside a transaction would serialize all commits of the database. So notifications are sent after the
 * commit, coalesced, and only while another process is subscribed. A notification is lost if its process ends before
 * sending it, so waits time out.
 */
export class PgChangeNotifier implements ChangeNotifier {
  readonly #url: string;
  readonly #local: ChangeNotifier;
  readonly #processId = randomUUID();
  readonly #unsent = new Set<UserId>();
  #client: SessionClient | undefined;
  #isSending = false;
  #isStopped = false;
  /** The time at which another process last subscribed, by `performance.now()`. */
  #othersSubscribedAt = Number.NEGATIVE_INFINITY;
  #subscribedAt = Number.NEGATIVE_INFINITY;
  /** True if, at this process's last subscription, its previous one had already expired. */
  #isNewSubscription = false;

  /** @param local passes a notification to the requests of this process that wait for a change */
  constructor(url: string, local: ChangeNotifier) {
    this.#url = url;
    this.#local = local;
  }

  /** Starts to listen; connects again whenever the connection is lost. */
  start(): void {
    void this.#listen();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#client?.end();
  }

  publish(owners: readonly UserId[] | 'everyone'): void {
    this.#local.publish(owners);
    if (owners === 'everyone' || performance.now() - this.#othersSubscribedAt > TIMES.subscription) return;
    for (const owner of owners) this.#unsent.add(owner);
    if (!this.#isSending) void this.#send();
  }

  async wait(owner: UserId, signal: AbortSignal): Promise<void> {
    this.#subscribe();
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMES.wait);
    await this.#local.wait(owner, AbortSignal.any([signal, timeout.signal]));
    clearTimeout(timer);
  }

  #subscribe(): void {
    const age = performance.now() - this.#subscribedAt;
    if (age < TIMES.resubscribe) return;
    this.#subscribedAt = performance.now();
    this.#isNewSubscription = age > TIMES.subscription;
    void this.#notify(SUBSCRIBE);
  }

  #receive(payload: string): void {
    const [sender, message = ''] = payload.split(' ');
    if (sender !== this.#processId) {
      if (message === SUBSCRIBE) this.#othersSubscribedAt = performance.now();
      else this.#local.publish(message.split(',') as UserId[]);
    } else if (message === SUBSCRIBE && this.#isNewSubscription) {
      // Other processes send notifications only from now on. Waiting requests may have missed some, so all read again.
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
      client.on('notification', ({ payload = '' }) => this.#receive(payload));
      try {
        await client.connect();
        await client.query(`listen ${CHANNEL}`);
        this.#client = client;
        if (this.#isStopped) return await client.end();
        // Notifications sent while there was no connection are lost. So this process subscribes again, and all waiting
        // requests read again.
        this.#subscribedAt = Number.NEGATIVE_INFINITY;
        this.#local.publish('everyone');
        await ended;
      } catch {
        client.end().catch(() => {});
      }
      this.#client = undefined;
      if (!this.#isStopped) await delay(TIMES.reconnect);
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

  /** Sends a message to all processes, if there is a connection. Closes a connection that fails. */
  async #notify(message: string): Promise<void> {
    const client = this.#client;
    const sent = client?.query('select pg_notify($1, $2)', [CHANNEL, `${this.#processId} ${message}`]);
    await sent?.catch(() => client?.disconnect());
  }
}
