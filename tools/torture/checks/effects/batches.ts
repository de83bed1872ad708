import { parse, same, type Task } from '../../../support/wire.ts';
import type { Evidence } from '../../evidence.ts';
import { acknowledgement, describeWrite } from '../../ledger.ts';
import { LogIndex } from '../log/log-index.ts';
import { changesOf, effectsOf } from './effects.ts';
import { checkEffects } from './objections.ts';

interface Result {
  readonly status: number;
  readonly task: Task | null;
}

/** Yields each batch request that did not make the requested changes, or whose response differs from its changes. */
export function* checkBatches(evidence: Evidence): Generator<string> {
  yield* checkEffects('batches')(evidence);
  const logIndex = new LogIndex(evidence.log);
  for (const write of evidence.writes) {
    const answer = acknowledgement(write);
    if (write.verb !== 'batch' || answer === undefined) continue;
    const effects = effectsOf(write, changesOf(write, logIndex), logIndex, answer.seq ?? 0);
    const wanted = effects.map(({ step, previous, change }): Result => {
      const task = (change ?? previous)?.task ?? null;
      return { status: step.op === 'create' ? 201 : 200, task };
    });
    const results = parse<{ results: readonly Result[] }>(answer.text)?.results;
    if (!same(results, wanted))
      yield `${describeWrite(write)}: answered ${answer.text} instead of ${JSON.stringify(wanted)}`;
  }
}
