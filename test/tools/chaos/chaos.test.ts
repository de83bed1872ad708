import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { Environment } from '../../../tools/chaos/environment/environment.ts';
import { replayOf } from '../../../tools/chaos/storm.ts';
import { type Round, runRound } from '../../../tools/chaos/storm-round.ts';
import { findPrograms } from '../../../tools/support/machine/own-postgres.ts';

/** Named by the test; set it to have the same faults again. */
const SEED = Number(process.env.SEED ?? randomInt(2 ** 32));
const SECONDS = 60;

describe('a storm of faults', function () {
  // On a slow machine what is unanswered when it is over may need all of its patience.
  this.timeout(240_000);

  it(`breaks nothing (SEED=${SEED})`, async function () {
    // Only Linux tells which processes are PostgreSQL's.
    if (process.platform !== 'linux' || findPrograms() === undefined) this.skip();
    await using environment = await Environment.openServing({ settings: { fsync: 'off' } });
    const timeline: string[] = [];
    const round = await runRound(environment, {
      seed: SEED,
      seconds: SECONDS,
      clients: 24,
      print: (line) => timeline.push(line),
    });
    expect(round.findings, `${timeline.join('\n')}\n${replayOf(SEED, SECONDS)}`).to.deep.equal([]);
    expectDone(round);
  });
});

function expectDone({ injected, changes }: Round): void {
  expect(injected.length).to.be.at.least(3);
  expect(changes).to.be.at.least(100);
}
