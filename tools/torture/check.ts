import { checkAnswers } from './checks/answers.ts';
import { checkConditions, checkEdits, checkToggles, checkUndos } from './checks/effects.ts';
import { checkKeys } from './checks/keys.ts';
import { checkLog } from './checks/log.ts';
import { checkCopies, checkLists, checkTasks } from './checks/seen.ts';
import { checkStored } from './checks/stored.ts';
import type { Evidence } from './evidence.ts';

interface Check {
  readonly promise: string;
  readonly find: (evidence: Evidence) => Iterable<string>;
}

/** What a Taskport promises, and how its breaches are found in the evidence. `seen` is noticed on the way alone. */
export const CHECKS = {
  log: { promise: 'each log counts 1, 2, 3 …, and every change fits the one before it', find: checkLog },
  stored: {
    promise: 'what was acknowledged is in the log as it was answered, once, and nothing else is',
    find: checkStored,
  },
  keys: { promise: 'each key has one answer, however often it was sent', find: checkKeys },
  edits: { promise: 'each write changed what was asked and nothing else: no update is lost', find: checkEdits },
  toggles: { promise: 'each toggle flipped once', find: checkToggles },
  conditions: { promise: 'what was for a version followed right after it', find: checkConditions },
  undos: { promise: 'each undo brought back what was there before, over no later change', find: checkUndos },
  answers: { promise: 'what was refused was refused for a reason that holds', find: checkAnswers },
  copies: { promise: 'whoever followed the feed has everything, in order', find: checkCopies },
  lists: { promise: 'each list is what the log says for its seq, walked while others wrote', find: checkLists },
  tasks: { promise: 'each task, at a version, at a seq and in its history, is what the log says', find: checkTasks },
  seen: { promise: 'nobody saw an error, an older state than was acknowledged, or a gap', find: () => [] },
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS;

export interface Breach {
  readonly check: CheckName;
  readonly user: string;
  readonly detail: string;
}

/** Everything in the evidence that a Taskport must not do. */
export function check(evidence: Evidence): Breach[] {
  return (Object.keys(CHECKS) as CheckName[]).flatMap((name) =>
    [...CHECKS[name].find(evidence)].map((detail) => ({ check: name, user: evidence.user, detail })),
  );
}
