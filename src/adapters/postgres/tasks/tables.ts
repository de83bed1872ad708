import { defineEntity, p } from '@mikro-orm/core';

// The tables, as the migrations must leave them. Every key and index begins with `user_id`, so that they can be spread
// over machines by user; ids, times and numbers come from the service, so that no sequence ties the machines together.
// Times have millisecond precision, all that a reply shows: what a cursor names is exactly what is stored.

const time = () => p.datetime(3).columnType('timestamptz(3)');

export const TaskTable = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: {
    userId: p.uuid().primary(),
    id: p.uuid().primary(),
    title: p.text(),
    description: p.text().nullable(),
    completed: p.boolean(),
    createdAt: time(),
    updatedAt: time(),
    version: p.integer().default(1),
    /** The change that made it what it is; 0 where that was before there was a log. */
    seq: p.bigint().defaultRaw('0'),
  },
  indexes: [
    // One for each answer, rather than one that begins with the answer: this one the planner never passes over. A list
    // of both is merged from them.
    { name: 'tasks_list_completed_idx', properties: ['userId', 'createdAt', 'id'], where: 'completed' },
    { name: 'tasks_list_open_idx', properties: ['userId', 'createdAt', 'id'], where: 'not completed' },
  ],
});

/** How many changes each user's log has ever had. Whoever has locked the row writes to the log next. */
export const CounterTable = defineEntity({
  name: 'Counter',
  tableName: 'counters',
  properties: { userId: p.uuid().primary(), seq: p.bigint() },
});

/**
 * The logs. An entry keeps the task that its change replaced, and not what it made of it: that stands in the task's
 * next entry, or else in the table of tasks. So each state is stored once, and what an entry means never depends on an
 * older one, which may be forgotten.
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
    /** Of the task after the change. */
    version: p.integer(),
    /** The change that had made the task what was replaced; 0 where there is none. */
    previousSeq: p.bigint(),
    title: p.text().nullable(),
    description: p.text().nullable(),
    completed: p.boolean().nullable(),
    createdAt: time().nullable(),
    updatedAt: time().nullable(),
  },
  uniques: [{ name: 'changes_task_idx', properties: ['userId', 'taskId', 'version'] }],
});

/** The requests that were named by their clients, and which version of which task each led to. */
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
