import { expect } from 'chai';
import { copyStore } from '../../src/application/stores/copy-store.ts';
import { BATCH, type StoredRow, type StoreWriter, TABLE_NAMES, type TableName } from '../../src/ports/store-copy.ts';
import { someTask } from '../support/tasks.ts';

/** A store with one table. `write` passes each row through `damage`, which simulates a faulty copy. */
class OneTable implements StoreWriter {
  rows: StoredRow[] = [];
  readonly damage: (row: StoredRow, index: number) => StoredRow[];

  constructor(damage: (row: StoredRow, index: number) => StoredRow[] = (row) => [row]) {
    this.damage = damage;
  }

  async *read(table: TableName): AsyncGenerator<StoredRow[]> {
    const rows = table === 'tasks' ? this.rows : [];
    for (let i = 0; i < rows.length; i += BATCH) yield rows.slice(i, i + BATCH);
  }

  async hasAccounts(): Promise<boolean> {
    return false;
  }

  async write(table: TableName, rows: readonly StoredRow[]): Promise<void> {
    expect(table).to.equal('tasks');
    this.rows.push(...rows.flatMap((row, i) => this.damage(row, this.rows.length + i)));
  }
}

function sourceOf(count: number): OneTable {
  const source = new OneTable();
  const state = someTask();
  source.rows = Array.from({ length: count }, (_, i) => ({ values: ['user', `task${i}`, 1, i], state }));
  return source;
}

const ignore = () => {};
const NO_ROWS = Object.fromEntries(TABLE_NAMES.map((table) => [table, 0]));

describe('copyStore', () => {
  for (const count of [0, 1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH]) {
    it(`copies ${count} rows, and returns their number`, async () => {
      const [source, target] = [sourceOf(count), new OneTable()];
      const counts = await copyStore(source, target, ignore);
      expect(counts).to.deep.equal({ ...NO_ROWS, tasks: count });
      expect(target.rows).to.deep.equal(source.rows);
    });
  }

  const last = 2 * BATCH - 1;
  const damages: [what: string, damage: (row: StoredRow, index: number) => StoredRow[], index: number][] = [
    ['a row is missing', (row, i) => (i === 7 ? [] : [row]), 7],
    ['the last row is missing', (row, i) => (i === last ? [] : [row]), last],
    ['a row is there twice', (row, i) => (i === 7 ? [row, row] : [row]), 8],
    [
      'a value differs',
      ({ values, state }, i) => [{ values: i === BATCH ? [...values.slice(0, 3), -1] : values, state }],
      BATCH,
    ],
    ['a state is null', ({ values, state }, i) => [{ values, state: i === 7 ? undefined : state }], 7],
    [
      'a field of a state differs',
      ({ values, state }, i) => [{ values, state: i === 7 ? someTask({ completed: true }) : state }],
      7,
    ],
  ];
  for (const [what, damage, index] of damages) {
    it(`rejects, and names the row, if ${what} in the target`, async () => {
      const failure = await copyStore(sourceOf(2 * BATCH), new OneTable(damage), ignore).catch((error) => error);
      expect(failure.message).to.include(`the copy of tasks differs from the source at the row user task${index}.`);
    });
  }

  it('rejects, and names the row, if the target has an additional row at the end', async () => {
    const extra = { values: ['user', 'extra', 1, 1], state: undefined };
    const target = new OneTable((row, i) => (i === last ? [row, extra] : [row]));
    const failure = await copyStore(sourceOf(2 * BATCH), target, ignore).catch((error) => error);
    expect(failure.message).to.include('at the row user extra.');
  });

  it('rejects if the target already has a row, and writes nothing', async () => {
    const target = sourceOf(1);
    const failure = await copyStore(sourceOf(2), target, ignore).catch((error) => error);
    expect(failure.message).to.include('the target has rows in tasks already');
    expect(target.rows).to.have.length(1);
  });
});
