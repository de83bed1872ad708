import { Refusal } from '../../ports/refusal.ts';
import {
  type StoredRow,
  type StoreReader,
  type StoreWriter,
  TABLE_NAMES,
  type TableName,
} from '../../ports/store-copy.ts';

export type RowCounts = Readonly<Record<TableName, number>>;

/**
 * Copies all rows of a store into an empty store, then reads both stores and compares every row.
 *
 * @throws Error if the target is not empty, or if a row differs
 */
export async function copyStore(
  source: StoreReader,
  target: StoreWriter,
  report: (text: string) => void,
): Promise<RowCounts> {
  await requireEmpty(target);
  const counts = Object.fromEntries(TABLE_NAMES.map((table) => [table, 0])) as Record<TableName, number>;
  for (const table of TABLE_NAMES) {
    for await (const rows of source.read(table)) {
      await target.write(table, rows);
      counts[table] += rows.length;
      report(`copied ${counts[table].toLocaleString('en')} rows of ${table}`);
    }
  }
  for (const table of TABLE_NAMES) await compare(table, source, target, report);
  return counts;
}

async function requireEmpty(target: StoreReader): Promise<void> {
  for (const table of TABLE_NAMES) {
    const { done } = await target.read(table).next();
    if (!done)
      throw new Refusal(
        'exists',
        `the target has rows in ${table} already, and nothing was copied. Name an empty store`,
      );
  }
}

async function compare(
  table: TableName,
  source: StoreReader,
  target: StoreReader,
  report: (text: string) => void,
): Promise<void> {
  const [one, other] = [source.read(table), target.read(table)];
  for (let compared = 0; ; ) {
    const [expected, found] = await Promise.all([one.next(), other.next()]);
    if (expected.done && found.done) return;
    requireEqual(table, expected.value ?? [], found.value ?? []);
    compared += expected.value.length;
    report(`compared ${compared.toLocaleString('en')} rows of ${table}`);
  }
}

function requireEqual(table: TableName, expected: readonly StoredRow[], found: readonly StoredRow[]): void {
  if (JSON.stringify(expected) === JSON.stringify(found)) return;
  const index = expected.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(found[i]));
  const key = (expected[index] ?? found[expected.length])?.values.slice(0, 2).join(' ');
  throw new Error(`the copy of ${table} differs from the source at the row ${key}. The target is left empty`);
}
