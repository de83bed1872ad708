import { administer } from '../../support/machine/administer.ts';
import { type OwnPostgres, startOwnPostgres } from '../../support/machine/own-postgres.ts';
import { ReplyChecker } from '../checks/reply-checker.ts';
import { Caller } from '../clients/caller.ts';
import { nonEphemeralPort } from './non-ephemeral-port.ts';
import { Server } from './server.ts';
import { TcpProxy } from './tcp-proxy.ts';

export interface EnvironmentOptions {
  /** The number of worker processes of the service. */
  readonly workers?: number;
  /** Configuration parameters of the PostgreSQL server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Further environment variables of the service. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The script that is started as the service, in place of `scripts/serve`. */
  readonly main?: string;
}

/** The system into which faults are injected: a PostgreSQL server, the service, and a TCP proxy between the two. */
export class Environment {
  readonly postgres: OwnPostgres;
  readonly proxy: TcpProxy;
  readonly workers: number;
  /** The name of the database that the next started service uses. */
  databaseName = 'postgres';
  readonly checker = new ReplyChecker();
  readonly caller = new Caller(() => this.url, this.checker);
  readonly #port: number;
  readonly #options: EnvironmentOptions;
  #server: Server | undefined;

  private constructor(postgres: OwnPostgres, proxy: TcpProxy, port: number, options: EnvironmentOptions) {
    this.postgres = postgres;
    this.proxy = proxy;
    this.workers = options.workers ?? 1;
    this.#port = port;
    this.#options = options;
  }

  /** Starts PostgreSQL and the proxy, without a service. */
  static async open(options: EnvironmentOptions = {}): Promise<Environment> {
    const port = await nonEphemeralPort();
    const postgres = await startOwnPostgres({ port, ...options.settings });
    return new Environment(postgres, await TcpProxy.open(port), await nonEphemeralPort(), options);
  }

  /** Starts PostgreSQL, the proxy and the service; resolves when the service is ready. */
  static async openServing(options: EnvironmentOptions = {}): Promise<Environment> {
    const environment = await Environment.open(options);
    environment.startService();
    await environment.server.ready();
    return environment;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The service process that was started last. */
  get server(): Server {
    if (this.#server === undefined) throw new Error('No service was started. Call startService() first.');
    return this.#server;
  }

  /** True if the service has started and was not stopped, so that it must respond. */
  get isServing(): boolean {
    return this.#server?.isListening === true && !this.#server.isStopExpected;
  }

  /** True if the service exited although it was not stopped. */
  get hasCrashed(): boolean {
    return this.#server?.hasEnded === true && !this.#server.isStopExpected;
  }

  /** True if the service logged an uncaught error. */
  get hasUnhandledError(): boolean {
    return /unhandled|uncaught/i.test(this.#server?.readLog() ?? '');
  }

  /** The URL of the database, through the proxy. */
  get database(): string {
    return Object.assign(new URL(this.#direct), { port: String(this.proxy.port) }).href;
  }

  get #direct(): string {
    return Object.assign(new URL(this.postgres.url), { pathname: this.databaseName }).href;
  }

  /** Creates the database that `databaseName` names. */
  async createDatabase(): Promise<void> {
    await administer(this.postgres.url, `create database ${this.databaseName}`);
  }

  /** Starts the service, on the same port every time. */
  startService(): Server {
    return this.startServiceWith({});
  }

  /** Starts the service with further environment variables. */
  startServiceWith(variables: Readonly<Record<string, string>>): Server {
    const own = { DATABASE_URL: this.database, WORKERS: String(this.workers) };
    this.#server?.deleteLog();
    this.#server = new Server(this.#port, { ...own, ...this.#options.variables, ...variables }, this.#options.main);
    return this.#server;
  }

  /** Runs a statement in PostgreSQL directly, not through the proxy. */
  sql<Row extends object>(statement: string): Promise<Row[]> {
    return administer(this.#direct, statement);
  }

  /** Returns the PostgreSQL backends of the service. */
  async backends(): Promise<{ pid: number; state: string }[]> {
    return this.sql(
      "select pid, state from pg_stat_activity where application_name = 'taskport' order by backend_start",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.caller.close();
    if (this.#server?.hasEnded === false) await this.#server.end('SIGKILL');
    await this.proxy.close();
    await this.postgres.stop();
  }
}
