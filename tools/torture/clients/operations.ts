import { randomUUID } from 'node:crypto';
import type { Random } from '../../support/random.ts';
import type { Asked, Operation } from '../ledger.ts';
import { newContent, someContent } from './content.ts';
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

/** With more tasks than this a user gets no new ones, so that reading a whole list stays cheap. */
const CROWD = 120;

/** The next write of a client. Its key is in the title of what it creates, so that nothing is created twice unseen. */
export function chooseWrite(user: User, random: Random, key: string): Asked {
  const operation = random.weighted(WEIGHTS);
  const task = user.someTask(random);
  const creates = operation === 'create' || operation === 'createAt';
  if (creates && user.size > CROWD && task !== undefined) return remove(user, random, task);
  if (operation === 'createAt') return createAt(user, random, key);
  if (operation === 'create' || task === undefined) return create(user, random, key);
  if (operation === 'undo') return undo(user, random);
  return CHANGES[operation](user, random, task, key);
}

type Change = (user: User, random: Random, task: string, key: string) => Asked;

const CHANGES = { put, patch, toggle, set, delete: remove } satisfies Record<string, Change>;

const JSON_BODY = { 'Content-Type': 'application/json' };

function create(user: User, random: Random, key: string): Asked {
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

/** Under an id that the client chose; now and then one that was used before. */
function createAt(user: User, random: Random, key: string): Asked {
  const used = random.chance(0.5) ? user.someTask(random) : user.someTaskThatIsGone(random);
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

function put(user: User, random: Random, task: string, key: string): Asked {
  const content = someContent(random, key);
  const body = JSON.stringify(content);
  return { ...change(user, random, task), operation: 'put', method: 'PUT', body, content };
}

function patch(user: User, random: Random, task: string, key: string): Asked {
  const content = someContent(random, key);
  const made = change(user, random, task);
  const headers = { ...made.headers, 'Content-Type': 'application/merge-patch+json' };
  return { ...made, operation: 'patch', method: 'PATCH', headers, body: JSON.stringify(content), content };
}

function toggle(user: User, random: Random, task: string): Asked {
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

function set(user: User, random: Random, task: string): Asked {
  const content = { completed: random.chance(0.5) };
  const made = change(user, random, task);
  const path = `${made.path}/complete`;
  return { ...made, operation: 'set', method: 'PATCH', path, body: JSON.stringify(content), content };
}

function remove(user: User, random: Random, task: string): Asked {
  const { headers, ...made } = change(user, random, task);
  const { 'Content-Type': _, ...withoutBody } = headers;
  return { ...made, headers: withoutBody, operation: 'delete', method: 'DELETE', content: {} };
}

function undo(user: User, random: Random): Asked {
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

/** What all changes of a task have: where it is, and in a third of them which version is meant. */
function change(user: User, random: Random, task: string): Pick<Asked, 'path' | 'task' | 'headers' | 'versions'> {
  const path = `${user.tasks}/${task}`;
  if (!random.chance(0.35)) return { path, task, headers: JSON_BODY };
  if (random.chance(0.1)) return { path, task, headers: { ...JSON_BODY, 'If-Match': '*' } };
  const version = user.version(task);
  const versions = random.pick([[version], [version], [version], [version - 1, version], [version - 1]]);
  const tags = versions.map((version) => `"${version}"`).join(', ');
  return { path, task, headers: { ...JSON_BODY, 'If-Match': tags }, versions };
}
