import { createHash } from 'node:crypto';
import { LogCheck, type StoredChange } from '../../application/stores/log-check.ts';
import { USER_TABLES, type UserRows, type UserTable } from '../../application/stores/read-users.ts';
import type { UserId } from '../../domain/identity.ts';
import { Refusal } from '../../ports/refusal.ts';
import { BATCH, type StoredRow, TABLES } from '../../ports/store-copy.ts';
import { FORMAT, FORMAT_VERSION, LINE_TYPES } from './format.ts';
import { readLines } from './read-lines.ts';
import { type Fields, named, readRow, uuid } from './read-row.ts';

const CHANGE_COLUMNS = Object.keys(TABLES.changes.columns);

/** Returns whether the first bytes of a file are those of an export by Taskport. */
export function isExport(start: Uint8Array): boolean {
  return /^\{"type":"header","format":"taskport-export"/.test(Buffer.from(start).toString('latin1'));
}

/**
 * Reads an export, and checks each line, each user's change log, and finally that the file is complete. The caller must
 * commit all rows together after the last one, because a truncated file is detected only at its end.
 *
 * @throws Refusal `invalid` with the number of the wrong line
 */
export async function* readExport(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<UserRows> {
  const reading = new Reading();
  for await (const lines of readLines(chunks)) {
    for (const line of lines) {
      const ready = reading.add(line);
      if (ready !== undefined) yield ready;
    }
  }
  const rest = reading.end();
  if (rest !== undefined) yield rest;
}

/** Reads an export line by line, in the order: header ──▶ user ──▶ tasks ──▶ changes ──▶ (user … | end) */
class Reading {
  readonly #hash = createHash('sha256');
  readonly #counts: Record<UserTable, number> = { counters: 0, tasks: 0, changes: 0 };
  #line = 0;
  #table: UserTable | 'header' | 'end' | undefined;
  #owner = '' as UserId;
  #check: LogCheck | undefined;
  #rows: StoredRow[] = [];

  /**
   * Reads the next line. Returns the rows of the lines before if they fill a batch, or if this line begins another
   * table or user.
   */
  add(line: Buffer): UserRows | undefined {
    this.#line++;
    return named(`line ${this.#line}:`, () => {
      const fields = parsed(line);
      if (this.#table === 'end') throw new Refusal('invalid', 'nothing may follow the end');
      if (this.#table === undefined) requireHeader(fields);
      if (fields.type === 'end') this.#requireEnd(fields);
      this.#hash.update(line);
      if (this.#table === undefined) this.#table = 'header';
      else if (fields.type === 'end') return this.#become('end');
      else return this.#addRow(fields);
      return undefined;
    });
  }

  /** @throws Refusal if the last line of the file was not the `end` line of an export */
  end(): UserRows | undefined {
    if (this.#table === 'end') return undefined;
    throw new Refusal('invalid', `the file is cut short: line ${this.#line + 1}, the end of the export, is missing`);
  }

  #addRow(fields: Fields): UserRows | undefined {
    const table = USER_TABLES.find((each) => LINE_TYPES[each] === fields.type);
    if (table === undefined) throw new Refusal('invalid', 'type must be user, task, change or end');
    if (table !== 'counters' && this.#check === undefined) throw new Refusal('invalid', 'a user must come first');
    if (table === 'tasks' && this.#table === 'changes') throw new Refusal('invalid', 'tasks must come before changes');
    const isNext = table === 'counters' || table !== this.#table || this.#rows.length >= BATCH;
    const ready = isNext ? this.#become(table) : undefined;
    if (table === 'counters') this.#startUser(fields);
    const row = readRow(table, fields, this.#owner);
    this.#counts[table]++;
    this.#checkRow(table, row);
    this.#rows.push(row);
    return ready;
  }

  /**
   * Returns the rows that were collected, if any, and begins to collect the rows of `table`. `end` is the last line of
   * an export.
   */
  #become(table: UserTable | 'end'): UserRows | undefined {
    if (table === 'end' || table === 'counters') this.#check?.end();
    const [before, owner, rows] = [this.#table as UserTable | 'header', this.#owner, this.#rows];
    [this.#table, this.#rows] = [table, []];
    return before === 'header' || rows.length === 0 ? undefined : { owner, table: before, rows };
  }

  #startUser(fields: Fields): void {
    const owner = named('user_id', () => uuid(fields.user_id)) as UserId;
    if (owner <= this.#owner) throw new Refusal('invalid', 'users must be in the order of their ids');
    this.#owner = owner;
  }

  #checkRow(table: UserTable, { values, state }: StoredRow): void {
    if (table === 'counters') this.#check = new LogCheck(values[1] as number);
    else if (table === 'tasks') {
      const [, id, version, seq] = values as [string, string, number, number];
      this.#check?.addTask(id, version, seq);
    } else {
      const row = Object.fromEntries(CHANGE_COLUMNS.map((name, i) => [name, values[i]]));
      const { task_id: taskId, previous_seq: previousSeq } = row;
      this.#check?.addChange({ ...row, taskId, previousSeq, before: state } as unknown as StoredChange);
    }
  }

  #requireEnd({ users, tasks, changes, sha256 }: Fields): void {
    const { counters, ...others } = this.#counts;
    if (users !== counters || tasks !== others.tasks || changes !== others.changes)
      throw new Refusal('invalid', 'the end of the export counts other lines than the file has');
    if (sha256 !== this.#hash.copy().digest('hex'))
      throw new Refusal('invalid', 'the file was changed: its SHA-256 differs');
  }
}

function parsed(line: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  } catch {
    throw new Refusal('invalid', 'it is not JSON in UTF-8, or is cut short');
  }
  throw new Refusal('invalid', 'it must be a JSON object');
}

function requireHeader({ type, format, version }: Fields): void {
  if (type !== 'header' || format !== FORMAT) throw new Refusal('invalid', 'it must be the header of an export');
  if (version !== FORMAT_VERSION)
    throw new Refusal('invalid', `the export has format ${version}, and this release reads ${FORMAT_VERSION}`);
}
