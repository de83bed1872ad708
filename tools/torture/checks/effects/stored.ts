import { type Change, parse, same } from '../../../support/wire.ts';
import type { Evidence } from '../../evidence.ts';
import { type Answer, acknowledgement, describeWrite, type Write } from '../../ledger.ts';
import { LogIndex } from '../log/log-index.ts';
import { changesOf } from './effects.ts';
import { checkEffects } from './objections.ts';
import { unexplained } from './unexplained.ts';

/**
 * Yields each acknowledged write that is missing, wrong or doubled in the change log, and each change in the log that
 * no write request explains.
 */
export function* checkStored(evidence: Evidence): Generator<string> {
  const { log, writes } = evidence;
  const logIndex = new LogIndex(log);
  const owners = new Map<number, Write>();
  for (const write of writes) {
    const answer = acknowledgement(write);
    if (answer === undefined || write.matching?.isDryRun) continue;
    const { seq, text } = answer;
    if (seq !== 0 && logIndex.at(seq) === undefined) {
      yield `${describeWrite(write)}: acknowledged as seq ${seq}, which the log does not have`;
      continue;
    }
    const changes = changesOf(write, logIndex);
    for (const difference of differences(write, answer, changes.at(-1) ?? logIndex.at(seq))) {
      yield `${describeWrite(write)}: ${difference}: answered ${text} as seq ${seq}, but made ${JSON.stringify(changes)}`;
    }
    // `set` writes are left out: a `set` that changes nothing returns the `seq` of another write's change.
    for (const change of write.verb === 'set' ? [] : changes) {
      const owner = owners.get(change.seq);
      if (owner !== undefined)
        yield `seq ${change.seq} belongs to ${describeWrite(owner)} and to ${describeWrite(write)}`;
      owners.set(change.seq, write);
    }
  }
  yield* checkEffects('stored')(evidence);
  yield* unexplained(writes, logIndex);
}

/**
 * Yields the differences between a response to a write and `last`: the write's last change or, if the write made no
 * change, the change whose `seq` the response has.
 */
function* differences(write: Write, answer: Answer, last: Change | undefined): Generator<string> {
  const isCreated = write.verb === 'create' || write.verb === 'createAt';
  if (answer.status !== (isCreated ? 201 : 200)) yield `status ${answer.status}`;
  if (last === undefined) return;
  const result = parse<{ changes?: unknown }>(answer.text);
  if (write.verb === 'batch' || write.matching !== undefined || result?.changes !== undefined) {
    if (answer.seq !== last.seq) yield `another seq than ${last.seq}`;
    return;
  }
  const stored = write.verb === 'delete' ? { ok: true } : write.verb === 'undo' ? last : last.task;
  if (!same(result, stored)) yield 'another result';
  if (answer.version !== (last.task === null ? null : last.version)) yield `another version than ${answer.version}`;
}
