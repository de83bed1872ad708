import { randomUUID } from 'node:crypto';
import type { Random } from '../../support/random.ts';
import type { User } from '../clients/user.ts';
import type { Verb, WriteRequest } from '../ledger.ts';
import { batch } from './batch.ts';
import { deleteMatching, editMatching } from './matching.ts';
import { newContent, someEdit } from './random-content.ts';
import type { Step } from './step.ts';

const WEIGHTS: Readonly<Record<Verb, number>> = {
  create: 12,
  createAt: 6,
  put: 18,
  patch: 10,
  toggle: 15,
  set: 8,
  delete: 7,
  undo: 12,
  batch: 8,
  editMatching: 3,
  deleteMatching: 1,
};

/** Returns a random write. The title of a new task contains the idempotency key, so that a duplicate is detected. */
export function chooseWrite(user: User, random: Random, key: string): WriteRequest {
  const verb = random.weighted(WEIGHTS);
  const task = user.someTask(random);
  const creates = verb === 'create' || verb === 'createAt';
  if (creates && user.isFull && task !== undefined) return remove(user, random, task);
  if (verb === 'createAt') return createAt(user, random, key);
  if (verb === 'create' || task === undefined) return create(user, random, key);
  return WRITES[verb](user, random, task, key);
}

type Make = (user: User, random: Random, task: string, key: string) => WriteRequest;

const WRITES: Readonly<Record<Exclude<Verb, 'create' | 'createAt'>, Make>> = {
  put,
  patch,
  toggle,
  set,
  delete: remove,
  undo,
  batch: (user, random, _, key) => batch(user, random, key),
  editMatching: (user, random, _, key) => editMatching(user, random, key),
  deleteMatching,
};

const JSON_BODY = { 'Content-Type': 'application/json' };

function create(user: User, random: Random, key: string): WriteRequest {
  const edit = newContent(random, key);
  const steps = [{ op: 'create', task: null, edit } as const];
  return { verb: 'create', method: 'POST', path: user.tasks, headers: JSON_BODY, body: JSON.stringify(edit), steps };
}

/** Returns a request to create a task under an id that the client chose, sometimes that of an earlier task. */
function createAt(user: User, random: Random, key: string): WriteRequest {
  const used = random.chance(0.5) ? user.someTask(random) : user.someDeletedTask(random);
  const task = random.chance(0.15) && used !== undefined ? used : randomUUID();
  const edit = newContent(random, key);
  return {
    verb: 'createAt',
    method: 'PUT',
    path: `${user.tasks}/${task}`,
    headers: { ...JSON_BODY, 'If-None-Match': '*' },
    body: JSON.stringify(edit),
    steps: [{ op: 'create', task, edit }],
  };
}

function put(user: User, random: Random, task: string, key: string): WriteRequest {
  const edit = someEdit(random, key);
  const made = change(user, random, { op: 'edit', task, edit });
  return {
    ...made,
    verb: 'put',
    method: 'PUT',
    headers: { ...made.headers, ...JSON_BODY },
    body: JSON.stringify(edit),
  };
}

function patch(user: User, random: Random, task: string, key: string): WriteRequest {
  const edit = someEdit(random, key);
  const made = change(user, random, { op: 'edit', task, edit });
  const headers = { ...made.headers, 'Content-Type': 'application/merge-patch+json' };
  return { ...made, verb: 'patch', method: 'PATCH', headers, body: JSON.stringify(edit) };
}

function toggle(user: User, random: Random, task: string): WriteRequest {
  const made = change(user, random, { op: 'toggle', task, edit: {} });
  return { ...made, verb: 'toggle', method: 'PATCH', path: `${made.path}/complete` };
}

function set(user: User, random: Random, task: string): WriteRequest {
  const edit = { completed: random.chance(0.5) };
  const made = change(user, random, { op: 'set', task, edit });
  const headers = { ...made.headers, ...JSON_BODY };
  return { ...made, verb: 'set', method: 'PATCH', path: `${made.path}/complete`, headers, body: JSON.stringify(edit) };
}

function remove(user: User, random: Random, task: string): WriteRequest {
  return { ...change(user, random, { op: 'delete', task, edit: {} }), verb: 'delete', method: 'DELETE' };
}

function undo(user: User, random: Random): WriteRequest {
  const { seq } = user.someChange(random) ?? { seq: 1 };
  return { verb: 'undo', method: 'POST', path: `${user.changes}/${seq}/undo`, headers: {}, steps: [], undoes: seq };
}

/** Returns the parts of a request that changes a task; about a third of these requests have `If-Match`. */
function change(
  user: User,
  random: Random,
  step: Step & { readonly task: string },
): Pick<WriteRequest, 'path' | 'headers' | 'steps'> {
  const path = `${user.tasks}/${step.task}`;
  if (!random.chance(0.35)) return { path, headers: {}, steps: [step] };
  if (random.chance(0.1)) return { path, headers: { 'If-Match': '*' }, steps: [step] };
  const version = user.version(step.task);
  const versions = random.pick([[version], [version], [version], [version - 1, version], [version - 1]]);
  const tags = versions.map((version) => `"${version}"`).join(', ');
  return { path, headers: { 'If-Match': tags }, steps: [{ ...step, versions }] };
}
