import { parse } from '../../support/wire.ts';
import type { Evidence } from '../evidence.ts';
import { type Answer, describeWrite, isSuccess, refusedStep, type Write } from '../ledger.ts';
import type { Step } from '../requests/step.ts';
import { ChangeWindows } from './log/change-windows.ts';
import { LogIndex } from './log/log-index.ts';
import { MatchCounts } from './log/match-counts.ts';

interface Problem {
  readonly code: string;
  readonly conflicting_seq?: number;
  readonly matched?: number;
}

interface Refusal {
  readonly write: Write;
  readonly answer: Answer;
  readonly problem: Problem;
  readonly logIndex: LogIndex;
  readonly windows: ChangeWindows;
  readonly counts: MatchCounts;
}

/** Yields each error response to a write if the error code is undocumented, or the reason was false at that time. */
export function* checkAnswers({ log, writes }: Evidence): Generator<string> {
  const logIndex = new LogIndex(log);
  const windows = new ChangeWindows(logIndex, writes);
  const counts = new MatchCounts(log, windows);
  for (const write of writes) {
    for (const answer of write.answers) {
      if (isSuccess(answer)) continue;
      const problem = parse<Problem>(answer.text);
      const refusal = problem?.code ? { write, answer, problem, logIndex, windows, counts } : undefined;
      const objection = refusal === undefined ? 'it has no code' : objectionTo(refusal);
      if (objection !== undefined) yield `${describeWrite(write)}: ${answer.status} ${answer.text}: ${objection}`;
    }
  }
}

function objectionTo(refusal: Refusal): string | undefined {
  const { answer, problem } = refusal;
  switch (`${answer.status} ${problem.code}`) {
    case '404 task_not_found':
    case '412 precondition_failed':
      return objectionToRefusedStep(refusal);
    case '409 change_in_the_way':
      return objectionToUndoConflict(refusal);
    case '409 too_many_affected':
      return objectionToCount(refusal);
    default:
      return 'the contract has no such answer to a write';
  }
}

function objectionToRefusedStep(refusal: Refusal): string | undefined {
  const { steps, verb } = refusal.write;
  const place = verb === 'batch' ? refusedStep(refusal.answer) : 0;
  const step = steps[place ?? steps.length];
  if (step === undefined) return 'the write has no such step';
  // If an earlier step of the batch request concerns the same task, the error cannot be checked: the log does not show
  // the state of the task after that step, because the whole request was refused.
  if (steps.slice(0, place).some(({ task }) => task === step.task && task !== null)) return undefined;
  if (refusal.answer.status === 404) return objectionToMissing(refusal, step);
  return step.op === 'create' ? objectionToExisting(refusal, step) : objectionToConflict(refusal, step);
}

function objectionToMissing(refusal: Refusal, step: Step): string | undefined {
  if (step.op === 'create') return 'the write needs no existing task';
  return mayBeMissing(refusal, step) ? undefined : 'the task was not deleted at that time';
}

function mayBeMissing({ answer, logIndex, windows }: Refusal, { task }: Step): boolean {
  const changes = logIndex.of(task);
  return changes.length === 0 || changes.some((change) => change.task === null && windows.mayHold(change, answer));
}

function objectionToExisting({ answer, logIndex, windows }: Refusal, { task }: Step): string | undefined {
  const creation = logIndex.version(task ?? '', 1);
  return creation && windows.mayPrecede(creation, answer) ? undefined : 'the id was not in use';
}

function objectionToConflict(refusal: Refusal, step: Step): string | undefined {
  const { write, answer, logIndex, windows } = refusal;
  if (step.versions === undefined && write.headers['If-Match'] === undefined) return 'the write had no precondition';
  const { version } = answer;
  if (write.verb === 'batch') {
    const others = logIndex.of(step.task).filter((change) => !step.versions?.includes(change.version));
    return others.some((change) => windows.mayHold(change, answer)) ? undefined : 'the version was the one named';
  }
  if (version === null) return mayBeMissing(refusal, step) ? undefined : 'the task was not deleted at that time';
  if (step.versions?.includes(version)) return `the version was ${version}, which If-Match names`;
  const change = logIndex.version(step.task ?? '', version);
  return change && windows.mayHold(change, answer) ? undefined : `the version was not ${version} at that time`;
}

function objectionToUndoConflict({ write, answer, problem, logIndex, windows }: Refusal): string | undefined {
  if (write.undoes === undefined) return 'the write is not an undo';
  const obstacle = logIndex.at(problem.conflicting_seq ?? null);
  if (obstacle === undefined) return 'conflicting_seq is not in the log';
  const undone = logIndex.operation(logIndex.at(write.undoes)?.operation);
  const own = undone.findLast(({ task_id }) => task_id === obstacle.task_id);
  if (own === undefined) return 'the conflicting change is of another task';
  if (obstacle.seq <= own.seq) return 'the conflicting change is older than the undone one';
  return windows.mayPrecede(obstacle, answer) ? undefined : 'the conflicting change was made later';
}

function objectionToCount({ write, answer, problem, counts }: Refusal): string | undefined {
  const { matching } = write;
  const { matched = 0 } = problem;
  if (matching === undefined || matching.isDryRun) return 'the write has no limit';
  if (matched <= matching.max) return `${matched} matches are within max_affected, which is ${matching.max}`;
  return counts.mayHaveBeen(matched, write, answer) ? undefined : `there were not ${matched} matches at that time`;
}
