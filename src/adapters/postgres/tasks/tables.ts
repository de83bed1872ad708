import { defineEntity, p } from '@mikro-orm/core';
import { COLUMNS } from './task-row.ts';

// The schema that the migrations must lead to. Each key and index starts with `user_id`, so that the tables can be sharded
// by user. The service makes ids, times and numbers: a sequence would need one machine. Times have milliseconds, as
// replies do, so that a cursor names exactly the stored time.

const time = () => p.datetime(3).columnType('timestamptz(3)');
const TYPES = { text: p.text, boolean: p.boolean, integer: p.integer, timestamptz: time };

/** @param isPreImage whether all columns may be null, as in a change that created a task */
function taskState(isPreImage: boolean) {
  const properties = Object.values(COLUMNS).map(({ property, type, isNullable }) => {
    const column = TYPES[type]();
    return [property, isNullable || isPreImage ? column.nullable() : column];
  });
  return Object.fromEntries(properties);
}

export const TaskTable = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: {
    userId: p.uuid().primary(),
    id: p.uuid().primary(),
    ...taskState(false),
    version: p.integer().default(1),
    /** The change that made this version. */
    seq: p.bigint().defaultRaw('0'),
  },
  indexes: [
    // Partial indexes, not one on `completed`, which the planner sometimes ignores. A list of all tasks merges the two.
    { name: 'tasks_list_completed_idx', properties: ['userId', 'createdAt', 'id'], where: 'completed' },
    { name: 'tasks_list_open_idx', properties: ['userId', 'createdAt', 'id'], where: 'not completed' },
  ],
});

/** The last seq of each user's log. The lock on this row orders the writes to the log. */
export const CounterTable = defineEntity({
  name: 'Counter',
  tableName: 'counters',
  properties: { userId: p.uuid().primary(), seq: p.bigint() },
});

/**
 * The change logs. A change stores its pre-image; its post-image is the pre-image of the task's next change, or the row in
 * `tasks`. So each state is stored once, and no change depends on an older one, which may be purged.
 */
export const ChangeTable = defineEntity({
  name: 'Change',
  tableName: 'changes',
  properties: {
    userId: p.uuid().primary(),
    seq: p.bigint().primary(),
    kind: p.text(),
    at: time(),
    taskId: p.uuid(),
    /** The version of the task after the change. */
    version: p.integer(),
    /** The task's change before this one; 0 if there is none. */
    previousSeq: p.bigint(),
    ...taskState(true),
  },
  uniques: [{ name: 'changes_task_idx', properties: ['userId', 'taskId', 'version'] }],
});

/** The idempotency keys, each with the version of the task that its request made. */
export const KeyTable = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    userId: p.uuid().primary(),
    key: p.text().primary(),
    fingerprint: p.text(),
    kind: p.text(),
    at: time(),
    taskId: p.uuid(),
    version: p.integer(),
    seq: p.bigint(),
  },
});
