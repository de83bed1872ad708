import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { Environment } from '../../../tools/chaos/environment/environment.ts';
import { replayOf } from '../../../tools/chaos/storm.ts';
import { type Round, runRound } from '../../../tools/chaos/storm-round.ts';
import { findPrograms } from '../../../tools/support/machine/own-postgres.ts';

/** The seed of the random faults. It is in the test title; set the variable SEED to it to repeat the same faults. */
const SEED = Number(process.env.SEED ?? randomInt(2 ** 32));
const SECONDS = 40;

describe('a storm of random faults under load', function () {
  // On a slow machine, clients may retry requests for up to a minute after the last fault.
  this.timeout(240_000);

  it(`breaks no promise of the service (SEED=${SEED})`, async function () {
    // Some faults send signals to PostgreSQL processes, which the test can find only on Linux.
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
    expectEnough(round);
  });
});

function expectEnough({ injected, changes }: Round): void {
  expect(injected.length).to.be.at.least(3);
  expect(changes).to.be.at.least(100);
}
