import { parse } from '../../support/wire.ts';
import type { Evidence } from '../evidence.ts';
import { type Answer, isSuccess, named, type Write } from '../ledger.ts';
import { Chronicle } from './chronicle.ts';
import { Spans } from './spans.ts';

interface Problem {
  readonly code: string;
  readonly conflicting_seq?: number;
}

interface Refusal {
  readonly write: Write;
  readonly answer: Answer;
  readonly problem: Problem;
  readonly chronicle: Chronicle;
  readonly spans: Spans;
}

/** That what was refused was refused with a reason that the contract has, and that held while the answer was made. */
export function* checkAnswers({ log, writes }: Evidence): Generator<string> {
  const chronicle = new Chronicle(log);
  const spans = new Spans(chronicle, writes);
  for (const write of writes) {
    for (const answer of write.answers) {
      if (isSuccess(answer)) continue;
      const problem = parse<Problem>(answer.text);
      const objection = problem?.code ? objectionTo({ write, answer, problem, chronicle, spans }) : 'has no code';
      if (objection !== undefined) yield `${named(write)}: ${answer.status} ${answer.text}: ${objection}`;
    }
  }
}

function objectionTo(refusal: Refusal): string | undefined {
  const { answer, problem, write } = refusal;
  switch (`${answer.status} ${problem.code}`) {
    case '404 task_not_found':
      return objectionToMissing(refusal);
    case '412 precondition_failed':
      return write.operation === 'createAt' ? objectionToUse(refusal) : objectionToConflict(refusal);
    case '409 change_in_the_way':
      return objectionToObstacle(refusal);
    default:
      return 'must not happen';
  }
}

function objectionToMissing(refusal: Refusal): string | undefined {
  const { operation, task } = refusal.write;
  if (task === null || operation === 'undo' || operation === 'createAt') return 'needs no such task';
  return mayBeGone(refusal) ? undefined : 'it was not deleted then';
}

function mayBeGone({ write, answer, chronicle, spans }: Refusal): boolean {
  return chronicle.deletions(write.task ?? '').some((deletion) => spans.mayHold(deletion, answer));
}

function objectionToUse({ write, answer, chronicle, spans }: Refusal): string | undefined {
  const creation = chronicle.version(write.task ?? '', 1);
  return creation && spans.mayPrecede(creation, answer) ? undefined : 'the id had never been in use';
}

function objectionToConflict(refusal: Refusal): string | undefined {
  const { write, answer, chronicle, spans } = refusal;
  if (write.headers['If-Match'] === undefined) return 'there was no condition';
  const { version } = answer;
  if (version === null) return mayBeGone(refusal) ? undefined : 'it was not deleted then';
  if (write.versions?.includes(version)) return `the version was ${version}, as asked`;
  const change = chronicle.version(write.task ?? '', version);
  return change && spans.mayHold(change, answer) ? undefined : `the version was not ${version} then`;
}

function objectionToObstacle({ write, answer, problem, chronicle, spans }: Refusal): string | undefined {
  if (write.undoes === undefined) return 'nothing was to be undone';
  const obstacle = chronicle.at(problem.conflicting_seq ?? null);
  if (obstacle === undefined) return 'there is no such change';
  if (obstacle.task_id !== write.task) return 'that change is of another task';
  if (obstacle.seq <= write.undoes) return 'that change came before';
  return spans.mayPrecede(obstacle, answer) ? undefined : 'that change came later';
}
