import { type Change, parse, same } from '../../support/wire.ts';
import type { Evidence } from '../evidence.ts';
import { type Answer, acknowledgement, named, type Write } from '../ledger.ts';
import { Chronicle } from './chronicle.ts';

/** That every acknowledged write is in the log as it was answered, that none is there twice, and nothing else is. */
export function* checkStored({ log, writes }: Evidence): Generator<string> {
  const chronicle = new Chronicle(log);
  const owners = new Map<number, Write>();
  for (const write of writes) {
    const answer = acknowledgement(write);
    if (answer === undefined) continue;
    const change = chronicle.at(answer.seq);
    if (change === undefined) {
      yield `${named(write)}: acknowledged as seq ${answer.seq}, which the log does not have`;
      continue;
    }
    for (const difference of differences(write, answer, change)) {
      yield `${named(write)}: ${difference}: answered ${answer.text}, but seq ${change.seq} is ${JSON.stringify(change)}`;
    }
    if (mayHaveChangedNothing(write, change)) continue;
    const owner = owners.get(change.seq);
    if (owner !== undefined) yield `seq ${change.seq} was given to ${named(owner)} and to ${named(write)}`;
    owners.set(change.seq, write);
  }
  const claimed = claims(writes, chronicle);
  yield* unaccounted(
    log.filter(({ seq }) => !claimed.has(seq)),
    writes,
  );
  yield* doubled(log);
}

function* differences(write: Write, answer: Answer, change: Change): Generator<string> {
  if (write.task !== null && change.task_id !== write.task) yield 'another task';
  const told = parse(answer.text);
  const stored = write.operation === 'delete' ? { ok: true } : write.operation === 'undo' ? change : change.task;
  if (!same(told, stored)) yield 'another result';
  if (answer.version !== (change.task === null ? null : change.version)) yield `another version than ${answer.version}`;
  const created = write.operation === 'create' || write.operation === 'createAt';
  if (answer.status !== (created ? 201 : 200)) yield `status ${answer.status}`;
}

/** A set that finds the task already so answers with the task's last change, whoever made that. */
function mayHaveChangedNothing({ operation, content }: Write, { task }: Change): boolean {
  return operation === 'set' && task !== null && task.completed === content.completed;
}

/** The seqs that acknowledged writes account for. */
function claims(writes: readonly Write[], chronicle: Chronicle): Set<number> {
  const claimed = writes.flatMap((write) => {
    const change = chronicle.at(acknowledgement(write)?.seq ?? null);
    if (change === undefined) return [];
    const isOwn = write.operation !== 'set' || change.kind === 'completed' || change.kind === 'reopened';
    return isOwn ? [change.seq] : [];
  });
  return new Set(claimed);
}

/** What nobody was told of must have been asked for by as many writes whose answers were lost. */
function* unaccounted(changes: readonly Change[], writes: readonly Write[]): Generator<string> {
  const open = writes.filter((write) => write.lost > 0 && acknowledgement(write) === undefined);
  const askedFor = new Map<string | null, number>();
  for (const { task } of open) askedFor.set(task, (askedFor.get(task) ?? 0) + 1);
  for (const change of changes) {
    const who = askedFor.has(change.task_id) || change.kind !== 'created' ? change.task_id : null;
    const left = askedFor.get(who) ?? 0;
    if (left === 0) yield `nobody asked for ${JSON.stringify(change)}`;
    else askedFor.set(who, left - 1);
  }
}

/** A new task has its key in its title. */
function* doubled(log: readonly Change[]): Generator<string> {
  const titles = new Map<string, number>();
  for (const { kind, seq, task } of log) {
    if (kind !== 'created' || task === null) continue;
    const first = titles.get(task.title);
    if (first !== undefined) yield `created twice, as seq ${first} and ${seq}: ${task.title}`;
    titles.set(task.title, seq);
  }
}
