import { expect } from 'chai';
import { slopeOf } from '../../../../tools/chaos/drills/load/slope.ts';

describe('the least-squares slope by which the soak drill, a long test under load, finds memory leaks', () => {
  it('is the rise of memory per minute, even if single samples lie above or below the line', () => {
    const points = Array.from({ length: 60 }, (_, n) => [n, 100 + 2 * n + (n % 2 === 0 ? 5 : -5)] as const);
    expect(slopeOf(points)).to.be.closeTo(2, 0.05);
  });

  it('is 0 if all samples are equal, and NaN if there is only one sample', () => {
    expect(
      slopeOf([
        [0, 7],
        [1, 7],
        [2, 7],
      ]),
    ).to.equal(0);
    expect(slopeOf([[0, 7]])).to.be.NaN;
  });
});
