import { CreateTasks } from './0001-create-tasks.ts';
import { KeepALog } from './0002-keep-a-log.ts';
import { TruncateWithTheLog } from './0003-truncate-with-the-log.ts';
import { MergeLists } from './0004-merge-lists.ts';

/** Every migration, in the order in which they run. One that was released is never changed, only followed. */
export const migrations = [
  { name: '0001-create-tasks', class: CreateTasks },
  { name: '0002-keep-a-log', class: KeepALog },
  { name: '0003-truncate-with-the-log', class: TruncateWithTheLog },
  { name: '0004-merge-lists', class: MergeLists },
];
