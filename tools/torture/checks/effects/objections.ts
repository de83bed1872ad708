import { type Change, same } from '../../../support/wire.ts';
import type { Evidence } from '../../evidence.ts';
import { acknowledgement, describeWrite, type Verb, type Write } from '../../ledger.ts';
import { matches } from '../../requests/conditions.ts';
import { contentOf, identityOf, LogIndex } from '../log/log-index.ts';
import { changesOf, type Effect, effectsOf, isIdle } from './effects.ts';
import { outcomeIn, outcomeOf } from './outcome.ts';

/** The names of the checks that compare the changes of a write with its request. */
export type EffectCheck = 'stored' | 'edits' | 'toggles' | 'conditions' | 'undos' | 'batches' | 'matching';

type Objection = readonly [check: EffectCheck, detail: string];

/** The check that reports a write with a wrong number of changes, by kind of write; for other kinds it is `stored`. */
const EXTENT: Partial<Record<Verb, EffectCheck>> = { batch: 'batches', undo: 'undos' };
const OUTCOME: Partial<Record<Effect['step']['op'], EffectCheck>> = { toggle: 'toggles', undo: 'undos' };

/** Returns the check with this name. It yields each acknowledged write whose changes differ from its request. */
export function checkEffects(name: EffectCheck): (evidence: Evidence) => Generator<string> {
  return function* ({ log, writes }) {
    const logIndex = new LogIndex(log);
    for (const write of writes) {
      const seq = acknowledgement(write)?.seq;
      if (seq == null) continue;
      for (const [check, detail] of objectionsTo(write, changesOf(write, logIndex), logIndex, seq)) {
        if (check === name) yield `${describeWrite(write)}, answered with seq ${seq}: ${detail}`;
      }
    }
  };
}

/** Yields each difference between the given changes and the changes that the write requests. */
export function* objectionsTo(
  write: Write,
  changes: readonly Change[],
  logIndex: LogIndex,
  seq: number,
): Generator<Objection> {
  const effects = effectsOf(write, changes, logIndex, seq);
  const made = effects.flatMap(({ change }) => change ?? []);
  const extent = EXTENT[write.verb] ?? 'stored';
  const unexpected = changes[made.length];
  if (unexpected !== undefined) yield [extent, `no step asks for ${JSON.stringify(unexpected)}`];
  for (const effect of effects) {
    const { step, change, previous } = effect;
    yield* objectionsToVersion(write, effect);
    if (change === undefined && isIdle(step, previous?.task ?? null)) continue;
    if (change === undefined) yield [extent, `there is no change for ${JSON.stringify(step)}`];
    else if (step.task !== null && step.task !== change.task_id)
      yield [extent, `${JSON.stringify(step)} should not make ${JSON.stringify(change)}`];
    else yield* objectionsToOutcome(write, effect, change, logIndex);
  }
}

function* objectionsToVersion({ verb }: Write, { step, previous, change }: Effect): Generator<Objection> {
  if (step.versions === undefined || step.versions.includes(previous?.version ?? 0)) return;
  // This `set` may have changed nothing. It then returned the `seq` of the previous change, which another write made.
  if (verb === 'set' && change !== undefined && step.versions.includes(change.version)) return;
  yield ['conditions', `version ${previous?.version} was changed, instead of ${step.versions.join(' or ')}`];
}

function* objectionsToOutcome(
  { verb, matching }: Write,
  { step, previous }: Effect,
  change: Change,
  logIndex: LogIndex,
): Generator<Objection> {
  const before = previous?.task ?? null;
  const found = outcomeIn(change.task);
  if (verb === 'set' && found?.completed === step.edit.completed) return;
  const restored = step.op === 'undo' ? logIndex.found(step.undone) : null;
  const wanted = outcomeOf(step, before, change.task?.updated_at ?? '', restored);
  const summary = `${JSON.stringify(before)} became ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`;
  const isNew = step.op === 'create';
  if (step.op !== 'undo' && isNew !== (before === null && change.version === 1)) yield ['edits', `found ${summary}`];
  if (!same(found, wanted)) yield [OUTCOME[step.op] ?? 'edits', summary];
  if (step.op === 'undo') {
    if (!same(contentOf(before), contentOf(step.undone.task))) yield ['undos', `overwrote a later change: ${summary}`];
    if (!same(identityOf(change.task), identityOf(restored))) yield ['undos', `restored another task: ${summary}`];
  }
  if (matching === undefined) return;
  if (before === null || !matches(before, matching.conditions)) yield ['matching', `does not match: ${summary}`];
  if (same(outcomeIn(before), found)) yield ['matching', `was as wanted, but is changed: ${summary}`];
}
