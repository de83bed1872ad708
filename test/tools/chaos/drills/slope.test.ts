import { expect } from 'chai';
import { slopeOf } from '../../../../tools/chaos/drills/load/slope.ts';

describe('the slope of what a soak measures', () => {
  it('is how much it rises in a minute, however much it jitters', () => {
    const points = Array.from({ length: 60 }, (_, n) => [n, 100 + 2 * n + (n % 2 === 0 ? 5 : -5)] as const);
    expect(slopeOf(points)).to.be.closeTo(2, 0.05);
  });

  it('is none of what stays the same, and not a number where there is not enough', () => {
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
