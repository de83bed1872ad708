import { expect } from 'chai';
import fc from 'fast-check';
import { partitionPoint } from '../../src/domain/partition-point.ts';

describe('partitionPoint()', () => {
  it('returns the number of leading items for which the condition is true, from none to all', () => {
    const sorted = fc.array(fc.integer({ min: 0, max: 20 })).map((items) => items.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(sorted, fc.integer({ min: -1, max: 21 }), (items, bound) => {
        expect(partitionPoint(items, (item) => item < bound)).to.equal(items.filter((item) => item < bound).length);
      }),
    );
  });
});
