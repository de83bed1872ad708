import { checkAnswers } from './checks/answers.ts';
import { checkBatches } from './checks/effects/batches.ts';
import { checkMatching } from './checks/effects/matching.ts';
import { checkEffects } from './checks/effects/objections.ts';
import { checkStored } from './checks/effects/stored.ts';
import { checkKeys } from './checks/keys.ts';
import { checkLog } from './checks/log/log.ts';
import { checkOperations } from './checks/log/operations.ts';
import { checkCopies, checkLists, checkTasks } from './checks/observations.ts';
import type { Evidence } from './evidence.ts';

interface Check {
  readonly promise: string;
  readonly find: (evidence: Evidence) => Iterable<string>;
}

/**
 * The checks of a torture run, each with the promise of Taskport that it checks. They run after the run, except `seen`,
 * which clients check during the run.
 */
export const CHECKS = {
  log: {
    promise: 'each log counts 1, 2, 3 …, and each change has an author and follows from the previous one of its task',
    find: checkLog,
  },
  stored: {
    promise: 'each acknowledged write is in the log once, as it was answered, and the log holds nothing else',
    find: checkStored,
  },
  keys: { promise: 'each idempotency key has one answer, however often it was sent', find: checkKeys },
  operations: { promise: 'the changes of each operation follow each other in the log', find: checkOperations },
  edits: {
    promise: 'each write changed the fields that it sent and no others: no update is lost',
    find: checkEffects('edits'),
  },
  toggles: { promise: 'each toggle flipped its task exactly once', find: checkEffects('toggles') },
  conditions: {
    promise: 'each write with a condition follows directly on a version that it names',
    find: checkEffects('conditions'),
  },
  undos: {
    promise: 'each undo restored the state before its operation, and overwrote no later change',
    find: checkEffects('undos'),
  },
  batches: { promise: 'each batch made exactly the changes that it asked for, and answered them', find: checkBatches },
  matching: {
    promise: 'each edit or deletion by filter changed all matches and no other task, and counted them',
    find: checkMatching,
  },
  answers: { promise: 'each error answer had a code, and its reason was true at that time', find: checkAnswers },
  copies: { promise: 'each follower of the feed got every change, in order', find: checkCopies },
  lists: {
    promise: 'each list equals the log at its seq, even when it was paged through during writes',
    find: checkLists,
  },
  tasks: { promise: 'each task, at a version, at a seq and in its history, equals the log', find: checkTasks },
  seen: {
    promise: 'no client saw a server error, a gap, or a state older than one acknowledged before',
    find: () => [],
  },
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS;

export interface Breach {
  readonly check: CheckName;
  readonly user: string;
  readonly detail: string;
}

/** Runs every check on all that was recorded about one user; returns the broken promises. */
export function check(evidence: Evidence): Breach[] {
  return (Object.keys(CHECKS) as CheckName[]).flatMap((name) =>
    [...CHECKS[name].find(evidence)].map((detail) => ({ check: name, user: evidence.user, detail })),
  );
}
