import { randomUUID } from 'node:crypto';
import type { Random } from '../../support/random.ts';
import type { Operation, WriteRequest } from '../ledger.ts';
import { newContent, someContent } from './random-content.ts';
import type { User } from './user.ts';

const WEIGHTS: Readonly<Record<Operation, number>> = {
  create: 12,
  createAt: 6,
  put: 22,
  patch: 12,
  toggle: 18,
  set: 9,
  delete: 9,
  undo: 12,
};

/** A user with more tasks than this creates no more, so that reading a whole list stays cheap. */
const MAX_TASKS = 120;

/** Returns a random write. The title of a new task holds the key, so that a task created twice is noticed. */
export function chooseWrite(user: User, random: Random, key: string): WriteRequest {
  const operation = random.weighted(WEIGHTS);
  const task = user.someTask(random);
  const creates = operation === 'create' || operation === 'createAt';
  if (creates && user.size > MAX_TASKS && task !== undefined) return remove(user, random, task);
  if (operation === 'createAt') return createAt(user, random, key);
  if (operation === 'create' || task === undefined) return create(user, random, key);
  if (operation === 'undo') return undo(user, random);
  return CHANGES[operation](user, random, task, key);
}

type Change = (user: User, random: Random, task: string, key: string) => WriteRequest;

const CHANGES = { put, patch, toggle, set, delete: remove } satisfies Record<string, Change>;

const JSON_BODY = { 'Content-Type': 'application/json' };

function create(user: User, random: Random, key: string): WriteRequest {
  const content = newContent(random, key);
  return {
    operation: 'create',
    method: 'POST',
    path: user.tasks,
    headers: JSON_BODY,
    body: JSON.stringify(content),
    task: null,
    content,
  };
}

/** Creates a task under an id of the client's, sometimes one that is or was in use. */
function createAt(user: User, random: Random, key: string): WriteRequest {
  const used = random.chance(0.5) ? user.someTask(random) : user.someDeletedTask(random);
  const task = random.chance(0.15) && used !== undefined ? used : randomUUID();
  const content = newContent(random, key);
  return {
    operation: 'createAt',
    method: 'PUT',
    path: `${user.tasks}/${task}`,
    headers: { ...JSON_BODY, 'If-None-Match': '*' },
    body: JSON.stringify(content),
    task,
    content,
  };
}

function put(user: User, random: Random, task: string, key: string): WriteRequest {
  const content = someContent(random, key);
  const body = JSON.stringify(content);
  return { ...change(user, random, task), operation: 'put', method: 'PUT', body, content };
}

function patch(user: User, random: Random, task: string, key: string): WriteRequest {
  const content = someContent(random, key);
  const made = change(user, random, task);
  const headers = { ...made.headers, 'Content-Type': 'application/merge-patch+json' };
  return { ...made, operation: 'patch', method: 'PATCH', headers, body: JSON.stringify(content), content };
}

function toggle(user: User, random: Random, task: string): WriteRequest {
  const { headers, ...made } = change(user, random, task);
  const { 'Content-Type': _, ...withoutBody } = headers;
  return {
    ...made,
    headers: withoutBody,
    operation: 'toggle',
    method: 'PATCH',
    path: `${made.path}/complete`,
    content: {},
  };
}

function set(user: User, random: Random, task: string): WriteRequest {
  const content = { completed: random.chance(0.5) };
  const made = change(user, random, task);
  const path = `${made.path}/complete`;
  return { ...made, operation: 'set', method: 'PATCH', path, body: JSON.stringify(content), content };
}

function remove(user: User, random: Random, task: string): WriteRequest {
  const { headers, ...made } = change(user, random, task);
  const { 'Content-Type': _, ...withoutBody } = headers;
  return { ...made, headers: withoutBody, operation: 'delete', method: 'DELETE', content: {} };
}

function undo(user: User, random: Random): WriteRequest {
  const { seq, task } = user.someChange(random) ?? { seq: 1, task: null };
  return {
    operation: 'undo',
    method: 'POST',
    path: `${user.changes}/${seq}/undo`,
    headers: {},
    task,
    content: {},
    undoes: seq,
  };
}

/** Returns the path and headers of a change of a task; a third of the changes have `If-Match`. */
function change(
  user: User,
  random: Random,
  task: string,
): Pick<WriteRequest, 'path' | 'task' | 'headers' | 'versions'> {
  const path = `${user.tasks}/${task}`;
  if (!random.chance(0.35)) return { path, task, headers: JSON_BODY };
  if (random.chance(0.1)) return { path, task, headers: { ...JSON_BODY, 'If-Match': '*' } };
  const version = user.version(task);
  const versions = random.pick([[version], [version], [version], [version - 1, version], [version - 1]]);
  const tags = versions.map((version) => `"${version}"`).join(', ');
  return { path, task, headers: { ...JSON_BODY, 'If-Match': tags }, versions };
}
