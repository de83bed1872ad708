import type pg from 'pg';
import { Dataset, type DatasetSize, DESCRIPTION } from '../../support/load/requests/dataset.ts';
import { withoutIndexes } from './indexes.ts';

/** Inserts datasets into an empty database; if `hasLog`, also the change log that the service would have written. */
export async function seed(database: pg.Client, datasets: readonly DatasetSize[], hasLog: boolean): Promise<void> {
  await withoutIndexes(database, hasLog ? ['tasks', 'changes'] : ['tasks'], async () => {
    for (const dataset of datasets) await insert(database, new Dataset(dataset), hasLog);
  });
}

async function insert(database: pg.Client, { sql }: Dataset, hasLog: boolean): Promise<void> {
  const seq = hasLog ? ', seq' : '';
  await database.query(`
    insert into tasks (user_id, id, title, description, completed, created_at, updated_at${seq})
    select user_id, task_id, 'Task ' || n, '${DESCRIPTION}', n % 3 = 0, at, at${seq} from (${sql}) task`);
  if (!hasLog) return;
  await database.query(`insert into counters select user_id, max(seq) from (${sql}) task group by user_id`);
  await database.query(`
    insert into changes (user_id, seq, kind, at, task_id, version, previous_seq)
    select user_id, seq, 'created', at, task_id, 1, 0 from (${sql}) task`);
}
