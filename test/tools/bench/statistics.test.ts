import { expect } from 'chai';
import { percentile, ratios, spread } from '../../../tools/support/statistics.ts';

describe('the statistics of a benchmark', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  it('compute a percentile by the nearest-rank method, which is NaN when there are no values', () => {
    expect([50, 95, 99, 100].map((percent) => percentile(hundred, percent))).to.deep.equal([50, 95, 99, 100]);
    expect(percentile([7], 99)).to.equal(7);
    expect(percentile([1, 2, 3], 50)).to.equal(2);
    expect(percentile([1, 2, 3], 0)).to.equal(1);
    expect(percentile([], 50)).to.deep.equal(Number.NaN);
  });

  it('compute the median, minimum and maximum in numeric order, not in string order', () => {
    expect(spread([10, 9, 100])).to.deep.equal({ median: 10, min: 9, max: 100 });
    expect(spread([4, 1, 3, 2])).to.deep.equal({ median: 2.5, min: 1, max: 4 });
    expect(spread([])).to.deep.equal({ median: Number.NaN, min: Number.NaN, max: Number.NaN });
  });

  it('have NaN as the median, minimum and maximum when one value is NaN', () => {
    expect(spread([Number.NaN, 1, 3])).to.deep.equal({ median: Number.NaN, min: Number.NaN, max: Number.NaN });
  });

  it('divide two servers’ figures round by round, so that a round in which both were slow does not change the ratio', () => {
    expect(ratios([100, 10, 100], [50, 5, 50])).to.deep.equal({ median: 2, min: 2, max: 2 });
    expect(ratios([1, 4, 9], [1, 2, 3])).to.deep.equal({ median: 2, min: 1, max: 3 });
  });

  it('throw an error for the ratio of two series with different numbers of rounds', () => {
    expect(() => ratios([1, 2], [1])).to.throw('2 rounds cannot be compared with 1');
  });
});
