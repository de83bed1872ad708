import { checkAnswers } from './checks/answers.ts';
import { checkConditions, checkEdits, checkToggles, checkUndos } from './checks/effects.ts';
import { checkKeys } from './checks/keys.ts';
import { checkLog } from './checks/log.ts';
import { checkCopies, checkLists, checkTasks } from './checks/observations.ts';
import { checkStored } from './checks/stored.ts';
import type { Evidence } from './evidence.ts';

interface Check {
  readonly promise: string;
  readonly find: (evidence: Evidence) => Iterable<string>;
}

/** The promises of Taskport, and the check of each. Breaches of `seen` are recorded during the run. */
export const CHECKS = {
  log: {
    promise: 'each log counts 1, 2, 3 …, and each change follows from the previous one of its task',
    find: checkLog,
  },
  stored: {
    promise: 'each acknowledged write is in the log once, as it was answered, and the log holds nothing else',
    find: checkStored,
  },
  keys: { promise: 'each idempotency key has one answer, however often it was sent', find: checkKeys },
  edits: { promise: 'each write changed the fields that it sent and no others: no update is lost', find: checkEdits },
  toggles: { promise: 'each toggle flipped its task exactly once', find: checkToggles },
  conditions: {
    promise: 'each write with If-Match follows directly on a version that it names',
    find: checkConditions,
  },
  undos: { promise: 'each undo restored the state before its change, and overwrote no later change', find: checkUndos },
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

/** Returns every breach of a promise in the evidence. */
export function check(evidence: Evidence): Breach[] {
  return (Object.keys(CHECKS) as CheckName[]).flatMap((name) =>
    [...CHECKS[name].find(evidence)].map((detail) => ({ check: name, user: evidence.user, detail })),
  );
}
