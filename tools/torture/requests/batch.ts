import { randomUUID } from 'node:crypto';
import type { Random } from '../../support/random.ts';
import type { User } from '../clients/user.ts';
import type { WriteRequest } from '../ledger.ts';
import { newContent, someEdit } from './random-content.ts';
import type { Step } from './step.ts';

const WEIGHTS: Readonly<Record<Step['op'], number>> = { create: 4, edit: 6, toggle: 3, set: 3, delete: 2 };
/** The numbers of steps that a batch request may have. Frequent numbers are listed several times. */
const SIZES = [1, 2, 2, 3, 3, 4, 4, 6, 30];
/** The share of batch requests that the server must refuse. */
const WRONG_SHARE = 0.1;
/** A version number that no task reaches. */
const NO_VERSION = 1_000_000;

/** Returns a batch request of random steps. Sometimes a step names a task that does not exist, or a wrong version. */
export function batch(user: User, random: Random, key: string): WriteRequest {
  const steps = Array.from({ length: random.pick(SIZES) }, (_, place) => someStep(user, random, `${key}-${place}`));
  if (random.chance(WRONG_SHARE)) steps[random.between(0, steps.length - 1)] = wrongStep(user, random, key);
  return {
    verb: 'batch',
    method: 'POST',
    path: `${user.tasks}/batch`,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ operations: steps.map(operation) }),
    steps,
  };
}

function someStep(user: User, random: Random, key: string): Step {
  const op = random.weighted(WEIGHTS);
  const task = user.someTask(random);
  if (task === undefined || (op === 'create' && !user.isFull)) return create(user, random, key);
  const version = user.version(task);
  const condition = random.chance(0.15) ? { versions: [version] } : {};
  if (op === 'create') return { op: 'delete', task, edit: {}, ...condition };
  const edit = op === 'edit' ? someEdit(random, key) : op === 'set' ? { completed: random.chance(0.5) } : {};
  return { op, task, edit, ...condition };
}

function create(user: User, random: Random, key: string): Step {
  const used = random.chance(0.02) ? user.someDeletedTask(random) : undefined;
  return { op: 'create', task: used ?? random.pick([null, randomUUID()]), edit: newContent(random, key) };
}

function wrongStep(user: User, random: Random, key: string): Step {
  const task = random.chance(0.5) ? user.someTask(random) : undefined;
  const edit = someEdit(random, key);
  if (task === undefined) return { op: 'edit', task: randomUUID(), edit };
  return { op: 'edit', task, edit, versions: [NO_VERSION] };
}

/** Returns the JSON of a step, as the API expects it in a batch request. */
function operation({ op, task, edit, versions }: Step): object {
  const [version] = versions ?? [];
  const target = { ...(task === null ? {} : { id: task }), ...(version === undefined ? {} : { version }) };
  if (op === 'set') return { op: edit.completed ? 'complete' : 'reopen', ...target };
  return { op, ...target, ...(op === 'create' || op === 'edit' ? { task: edit } : {}) };
}
