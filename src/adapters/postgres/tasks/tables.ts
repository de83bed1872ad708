import { defineEntity, p } from '@mikro-orm/core';
import { COLUMNS, type Column } from './task-row.ts';

// The tables as they must be after the migrations. Each key and index starts with `user_id`, so that the tables can be
// sharded by user. For the same reason each user has a counter that numbers changes (`seq`): a sequence would need one
// machine for all users. Times are stored in milliseconds, as in responses, so that a cursor has exactly the stored
// time.

const time = () => p.datetime(3).columnType('timestamptz(3)');
const TYPES = { text: p.text, boolean: p.boolean, integer: p.integer, timestamptz: time };

/** @param isPreImage true for the state before a change, whose columns are all null if the change created the task */
function taskState(isPreImage: boolean) {
  const properties = Object.values<Column>(COLUMNS).map(({ property, type, isNullable, default: value }) => {
    const column = TYPES[type]();
    if (isNullable || isPreImage) return [property, column.nullable()];
    return [property, value === undefined ? column : column.default(value)];
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
    /** The `seq` of the change that led to this version. */
    seq: p.bigint().defaultRaw('0'),
  },
  indexes: [
    // Two partial indexes, because the planner sometimes ignores one index that starts with `completed`. A list of all
    // tasks merges the scans of both.
    { name: 'tasks_list_completed_idx', properties: ['userId', 'createdAt', 'id'], where: 'completed' },
    { name: 'tasks_list_open_idx', properties: ['userId', 'createdAt', 'id'], where: 'not completed' },
  ],
});

/**
 * The `seq` of the last change of each user. Writes to a user's log lock the user's row here, and so run one after
 * another.
 */
export const CounterTable = defineEntity({
  name: 'Counter',
  tableName: 'counters',
  properties: { userId: p.uuid().primary(), seq: p.bigint() },
});

/**
 * The change logs. A change stores the task's state before it (pre-image). The state after it is the pre-image of the
 * task's next change, or else the row in `tasks`. So each state is stored once, and older changes may be purged.
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
    /** The `seq` of the task's previous change; 0 if there is none. */
    previousSeq: p.bigint(),
    /** The number of changes in the same operation before this change. */
    place: p.integer().default(0),
    /** The author of the change; null in changes by old releases, which stored no author. */
    actor: p.text().nullable(),
    ...taskState(true),
  },
  uniques: [{ name: 'changes_task_idx', properties: ['userId', 'taskId', 'version'] }],
});

/** The idempotency keys, each with the result of the request that used the key first. */
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
    /** The stored result of an operation, which repeated requests get; null for a write of one task. */
    report: p.text().nullable(),
  },
});
