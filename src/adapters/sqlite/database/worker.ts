import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Expiry } from '../../../ports/task-repository.ts';
import { collectGarbageOfStart } from '../../../process/v8-flags.ts';
import type { Statement } from '../tasks/read-statements.ts';
import type { Value } from '../tasks/task-row.ts';
import { connect, LOCK_TIMEOUT, prepareFile, preparerOf } from './connection.ts';
import { purge } from './purge.ts';
import { migrate, WRITES } from './schema.ts';

// The code of a worker thread, which has its own database connection. One such thread is the only writer: a commit
// waits for the disk, and must not block the thread that serves HTTP. Another such thread runs slow reads.

/** Rows to write in one transaction, by their statement in {@link WRITES}. */
export type Rows = Record<keyof typeof WRITES, Value[][]>;

export type Job =
  /** A part of a transaction. The transaction is committed with its last part. */
  | { readonly kind: 'commit'; readonly rows: Rows; readonly isFirst: boolean; readonly isLast: boolean }
  /**
   * Reads from one snapshot. After `deadline`, a time by `Date.now()`, nobody waits for the result, so nothing is read.
   */
  | { readonly kind: 'read'; readonly statements: Statement[]; readonly deadline: number }
  /**
   * A single statement that changes rows, such as one that stores an API token. The result is the number of rows that
   * the statement changed.
   */
  | { readonly kind: 'write'; readonly statement: Statement }
  | { readonly kind: 'purge'; readonly expiry: Expiry; readonly cursor: string }
  | { readonly kind: 'check' }
  | { readonly kind: 'close' };

/** The reply to a job. `id` is the job's id. The reply with the id 0 tells that the thread is ready. */
export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly errcode?: number; readonly code?: string };
}

/**
 * The size of the write-ahead log, in pages, from which it is copied to the database even under load: 32 MiB in all.
 */
const CHECKPOINT_PAGES = 16_384;
/** The milliseconds without writes after which the write-ahead log is emptied and the database file is shrunk. */
const IDLE = 1_000;
/** The most free pages to remove from the database file at a time. */
const VACUUM_PAGES = 2_000;

if (parentPort === null) throw new Error('this module is the body of a worker thread');
const port = parentPort;
const { file, use } = workerData as { file: string; use: 'write' | 'read' };
let database: DatabaseSync;
let prepared: (sql: string) => StatementSync;
let idle: NodeJS.Timeout | undefined;
/** The parts of the next transaction that have arrived so far. */
const parts: Rows[] = [];

answer(0, () => {
  if (use === 'write') prepareFile(file);
  database = connect(file, use);
  prepared = preparerOf(database);
  if (use === 'write') migrate(database);
});

collectGarbageOfStart();

port.on('message', ({ id, ...job }: Job & { id: number }) => {
  answer(id, () => run(job));
  if (job.kind === 'close') port.close();
  else if (use === 'write' && job.kind !== 'check') keepSmall();
});

function answer(id: number, work: () => unknown): void {
  try {
    port.postMessage({ id, result: work() } satisfies Answer);
  } catch (error) {
    const { message, errcode, code } = error as Error & { errcode?: number; code?: string };
    port.postMessage({ id, error: { message, ...(errcode && { errcode }), ...(code && { code }) } } satisfies Answer);
  }
}

function run(job: Job): unknown {
  switch (job.kind) {
    case 'commit':
      // Drops the parts of an earlier commit whose last part has never arrived.
      if (job.isFirst) parts.length = 0;
      parts.push(job.rows);
      return job.isLast ? transaction(() => parts.splice(0).forEach(commit)) : undefined;
    case 'read':
      if (Date.now() > job.deadline) return [];
      return transaction(() => job.statements.map(([sql, parameters]) => prepared(sql).all(...parameters)), 'begin');
    case 'write':
      return transaction(() => changedBy(job.statement));
    case 'purge':
      return transaction(() => purge(prepared, job.expiry, job.cursor));
    case 'check':
      return transaction(() => {});
    case 'close':
      clearTimeout(idle);
      if (use === 'write') database.exec('pragma wal_checkpoint(truncate)');
      return database.close();
  }
}

function changedBy([sql, parameters]: Statement): number {
  return Number(prepared(sql).run(...parameters).changes);
}

function transaction<T>(work: () => T, begin = 'begin immediate'): T {
  database.exec(begin);
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

function commit(rows: Rows): void {
  for (const name of Object.keys(WRITES) as (keyof Rows)[]) {
    const statement = prepared(WRITES[name]);
    for (const values of rows[name]) statement.run(...values);
  }
}

/**
 * Copies a large write-ahead log to the database. After IDLE without writes, empties the log and shrinks the database
 * file.
 */
function keepSmall(): void {
  maintain(() => {
    const { log, checkpointed } = prepared('pragma wal_checkpoint(noop)').get() as Record<string, number>;
    if (Number(log) - Number(checkpointed) > CHECKPOINT_PAGES) database.exec('pragma wal_checkpoint(passive)');
  });
  clearTimeout(idle);
  idle = setTimeout(() => {
    maintain(() => {
      database.exec(`pragma incremental_vacuum(${VACUUM_PAGES}); pragma wal_checkpoint(truncate)`);
      if (prepared('pragma freelist_count').get()?.freelist_count !== 0) keepSmall();
    });
  }, IDLE).unref();
}

/** Runs maintenance without waiting for locks, such as that of a backup: all writes would have to wait, too. */
function maintain(work: () => void): void {
  database.exec('pragma busy_timeout = 0');
  try {
    work();
  } catch {
    // Another process has a lock, or the disk is full or fails. If the disk fails, the next write reports it to its
    // client. Maintenance is tried again after that write.
  }
  database.exec(`pragma busy_timeout = ${LOCK_TIMEOUT}`);
}
