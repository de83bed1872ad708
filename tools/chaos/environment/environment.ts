import { administer } from '../../support/machine/administer.ts';
import { type OwnPostgres, startOwnPostgres } from '../../support/machine/own-postgres.ts';
import { ReplyChecker } from '../checks/reply-checker.ts';
import { Caller } from '../clients/caller.ts';
import { nonEphemeralPort } from './non-ephemeral-port.ts';
import { Server } from './server.ts';
import { TcpProxy } from './tcp-proxy.ts';

export interface EnvironmentOptions {
  /** How many processes serve. */
  readonly workers?: number;
  /** Settings of PostgreSQL. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Of the service, beside the address of its database. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What is started as the service. */
  readonly main?: string;
}

/** A PostgreSQL, the service, and a proxy between the two: all that faults are done to, and all of it goes with this. */
export class Environment {
  readonly postgres: OwnPostgres;
  readonly proxy: TcpProxy;
  readonly workers: number;
  /** The one that is there from the beginning, unless it is told otherwise before there is a service. */
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

  /** Without a service as yet. */
  static async open(options: EnvironmentOptions = {}): Promise<Environment> {
    const port = await nonEphemeralPort();
    const postgres = await startOwnPostgres({ port, ...options.settings });
    return new Environment(postgres, await TcpProxy.open(port), await nonEphemeralPort(), options);
  }

  /** With a service that is ready. */
  static async openServing(options: EnvironmentOptions = {}): Promise<Environment> {
    const environment = await Environment.open(options);
    environment.startService();
    await environment.server.ready();
    return environment;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The service that was started last. */
  get server(): Server {
    if (this.#server === undefined) throw new Error('there is no service yet');
    return this.#server;
  }

  /** Whether it should answer. */
  get isServing(): boolean {
    return this.#server?.isListening === true && !this.#server.isStopExpected;
  }

  /** Whether it ended without having been told to. */
  get hasCrashed(): boolean {
    return this.#server?.hasEnded === true && !this.#server.isStopExpected;
  }

  /** Whether it said that an error was caught by nobody. */
  get hasUnhandledError(): boolean {
    return /unhandled|uncaught/i.test(this.#server?.readLog() ?? '');
  }

  /** The address of the database, through the proxy. */
  get database(): string {
    return Object.assign(new URL(this.#direct), { port: String(this.proxy.port) }).href;
  }

  get #direct(): string {
    return Object.assign(new URL(this.postgres.url), { pathname: this.databaseName }).href;
  }

  /** Makes the database, if it is not the one that is there from the beginning. */
  async createDatabase(): Promise<void> {
    await administer(this.postgres.url, `create database ${this.databaseName}`);
  }

  /** Starts the service, again at the same address. */
  startService(): Server {
    return this.startServiceWith({});
  }

  /** The same, with more in its variables. */
  startServiceWith(variables: Readonly<Record<string, string>>): Server {
    const own = { DATABASE_URL: this.database, WORKERS: String(this.workers) };
    this.#server?.deleteLog();
    this.#server = new Server(this.#port, { ...own, ...this.#options.variables, ...variables }, this.#options.main);
    return this.#server;
  }

  /** Asks PostgreSQL itself, past the proxy. */
  sql<Row extends object>(statement: string): Promise<Row[]> {
    return administer(this.#direct, statement);
  }

  /** The processes of PostgreSQL that serve requests of the service. */
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
