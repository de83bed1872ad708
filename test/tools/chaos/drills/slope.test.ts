import { expect } from 'chai';
import { slopeOf } from '../../../../tools/chaos/drills/load/slope.ts';

describe('the least-squares slope that the soak drill computes from its samples', () => {
  it('is the rise per minute, although single samples jitter around the line', () => {
    const points = Array.from({ length: 60 }, (_, n) => [n, 100 + 2 * n + (n % 2 === 0 ? 5 : -5)] as const);
    expect(slopeOf(points)).to.be.closeTo(2, 0.05);
  });

  it('is 0 for constant samples, and NaN for a single sample', () => {
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
