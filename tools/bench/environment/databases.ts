import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type pg from 'pg';
import { administer } from '../../support/machine/administer.ts';
import { startOwnPostgres } from '../../support/machine/own-postgres.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

/** The PostgreSQL server of a benchmark. The databases created for the benchmark are dropped at the end. */
export class Databases {
  readonly #url: string;
  readonly #stop: (() => Promise<void>) | undefined;
  readonly #names: string[] = [];

  private constructor(url: string, stop?: () => Promise<void>) {
    this.#url = url;
    this.#stop = stop;
  }

  /** Uses the PostgreSQL server at the given URL, or starts a temporary one. */
  static async open(given: string | undefined): Promise<Databases> {
    if (given) return new Databases(given);
    // Up to two servers use PostgreSQL; each runs up to one process per core, with ten connections for each process.
    const { url, stop } = await startOwnPostgres({ max_connections: 100 + 20 * availableParallelism() });
    return new Databases(url, stop);
  }

  async create(purpose: string): Promise<string> {
    const name = `taskport_bench_${purpose}_${randomBytes(4).toString('hex')}`;
    await administer(this.#url, `create database ${name}`);
    this.#names.push(name);
    return Object.assign(new URL(this.#url), { pathname: name }).href;
  }

  async describe(): Promise<{ postgres: string; fsync: string }> {
    const [row] = await administer<{ postgres: string; fsync: string }>(
      this.#url,
      "select split_part(current_setting('server_version'), ' ', 1) as postgres, current_setting('fsync') as fsync",
    );
    return row as { postgres: string; fsync: string };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stop !== undefined) return this.#stop();
    for (const name of this.#names) await administer(this.#url, `drop database if exists ${name} with (force)`);
  }
}

/** Runs VACUUM and a checkpoint now, so that neither runs during a measurement. */
export async function settle(database: pg.Client): Promise<void> {
  await database.query('vacuum analyze');
  await database.query('checkpoint').catch((error) => {
    // The database role may lack the privilege to run CHECKPOINT. Then PostgreSQL makes its scheduled checkpoints.
    if (error.code !== INSUFFICIENT_PRIVILEGE) throw error;
  });
}
