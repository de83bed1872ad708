import { expect } from 'chai';
import { FAULTS, type Step, stepsOf } from '../../../tools/chaos/nemesis.ts';
import { seedOf } from '../../../tools/chaos/storm-round.ts';

const MANY = 500;

describe('the nemesis, which chooses the random faults of a chaos test', () => {
  const summarize = (steps: Step[]) =>
    steps.map(({ pauseMs, faults }) => [pauseMs, faults.map(({ fault, ...chosen }) => [fault.name, chosen])]);
  const take = (seed: number): Step[] => {
    const steps = stepsOf(seed);
    return Array.from({ length: MANY }, () => steps.next().value as Step);
  };

  it('injects the same faults with the same parameters for the same seed, and other faults for another seed', () => {
    expect(summarize(take(7))).to.deep.equal(summarize(take(7)));
    expect(summarize(take(7))).not.to.deep.equal(summarize(take(8)));
  });

  it('injects every kind of fault, and each kind has a unique name', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    const injected = new Set(take(7).flatMap(({ faults }) => faults.map(({ fault }) => fault.name)));
    expect([...injected]).to.have.members(names);
  });

  it('injects every kind of fault once before it repeats a kind', () => {
    const firsts = take(7).map(({ faults }) => faults[0]?.fault.name);
    for (const pass of [0, 1, 2]) {
      const own = firsts.slice(pass * FAULTS.length, (pass + 1) * FAULTS.length);
      expect(new Set(own).size).to.equal(FAULTS.length);
    }
  });

  it('sometimes injects two faults at once, but never two that affect the same part of the system', () => {
    const pairs = take(7).filter(({ faults }) => faults.length > 1);
    expect(pairs.length).to.be.within(MANY / 10, MANY / 2);
    for (const { faults } of pairs)
      expect(new Set(faults.map(({ fault }) => fault.target)).size).to.equal(faults.length);
  });

  it('chooses the duration of each fault from the range that is set for this kind of fault', () => {
    for (const { faults } of take(7)) {
      for (const { fault, lasts } of faults) {
        const [least, most] = fault.lasts ?? [0, 0];
        expect(lasts).to.be.within(least, most);
      }
    }
  });

  it('uses the given seed in its first round, and a different seed in each later round', () => {
    expect(seedOf(7, 0)).to.equal(7);
    const seeds = Array.from({ length: 100 }, (_, round) => seedOf(7, round));
    expect(new Set(seeds).size).to.equal(100);
  });
});
