import { parse } from '../../support/wire.ts';
import type { Evidence } from '../evidence.ts';
import { type Answer, describeWrite, isSuccess, type Write } from '../ledger.ts';
import { ChangeWindows } from './change-windows.ts';
import { LogIndex } from './log-index.ts';

interface Problem {
  readonly code: string;
  readonly conflicting_seq?: number;
}

interface Refusal {
  readonly write: Write;
  readonly answer: Answer;
  readonly problem: Problem;
  readonly logIndex: LogIndex;
  readonly windows: ChangeWindows;
}

/** Yields each error answer whose code is not in the contract, or whose reason was not true at that time. */
export function* checkAnswers({ log, writes }: Evidence): Generator<string> {
  const logIndex = new LogIndex(log);
  const windows = new ChangeWindows(logIndex, writes);
  for (const write of writes) {
    for (const answer of write.answers) {
      if (isSuccess(answer)) continue;
      const problem = parse<Problem>(answer.text);
      const objection = problem?.code ? objectionTo({ write, answer, problem, logIndex, windows }) : 'it has no code';
      if (objection !== undefined) yield `${describeWrite(write)}: ${answer.status} ${answer.text}: ${objection}`;
    }
  }
}

function objectionTo(refusal: Refusal): string | undefined {
  const { answer, problem, write } = refusal;
  switch (`${answer.status} ${problem.code}`) {
    case '404 task_not_found':
      return objectionToMissing(refusal);
    case '412 precondition_failed':
      return write.operation === 'createAt' ? objectionToExisting(refusal) : objectionToConflict(refusal);
    case '409 change_in_the_way':
      return objectionToUndoConflict(refusal);
    default:
      return 'the contract has no such answer to a write';
  }
}

function objectionToMissing(refusal: Refusal): string | undefined {
  const { operation, task } = refusal.write;
  if (task === null || operation === 'undo' || operation === 'createAt') return 'the write needs no existing task';
  return mayBeDeleted(refusal) ? undefined : 'the task was not deleted at that time';
}

function mayBeDeleted({ write, answer, logIndex, windows }: Refusal): boolean {
  return logIndex.deletions(write.task ?? '').some((deletion) => windows.mayHold(deletion, answer));
}

function objectionToExisting({ write, answer, logIndex, windows }: Refusal): string | undefined {
  const creation = logIndex.version(write.task ?? '', 1);
  return creation && windows.mayPrecede(creation, answer) ? undefined : 'the id was not in use';
}

function objectionToConflict(refusal: Refusal): string | undefined {
  const { write, answer, logIndex, windows } = refusal;
  if (write.headers['If-Match'] === undefined) return 'the write had no If-Match';
  const { version } = answer;
  if (version === null) return mayBeDeleted(refusal) ? undefined : 'the task was not deleted at that time';
  if (write.versions?.includes(version)) return `the version was ${version}, which If-Match names`;
  const change = logIndex.version(write.task ?? '', version);
  return change && windows.mayHold(change, answer) ? undefined : `the version was not ${version} at that time`;
}

function objectionToUndoConflict({ write, answer, problem, logIndex, windows }: Refusal): string | undefined {
  if (write.undoes === undefined) return 'the write is not an undo';
  const obstacle = logIndex.at(problem.conflicting_seq ?? null);
  if (obstacle === undefined) return 'conflicting_seq is not in the log';
  if (obstacle.task_id !== write.task) return 'the conflicting change is of another task';
  if (obstacle.seq <= write.undoes) return 'the conflicting change is older than the undone one';
  return windows.mayPrecede(obstacle, answer) ? undefined : 'the conflicting change was made later';
}
