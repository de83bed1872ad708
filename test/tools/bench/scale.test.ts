import { expect } from 'chai';
import { linear, logarithmic, roomyLogarithmic } from '../../../tools/bench/report/scale.ts';

describe('the axis scale of a chart', () => {
  it('runs from 0 to a round number, which is at least the largest value, when it is linear', () => {
    expect(linear(3, 5_332, 0, 300).ticks).to.deep.equal([0, 2_000, 4_000, 6_000]);
    expect(linear(3, 6, 100, 0).ticks).to.deep.equal([0, 2, 4, 6]);
    expect(linear(3, 6, 100, 0).at(3)).to.equal(50);
  });

  it('has ticks at powers of ten, at equal distances, when it is logarithmic', () => {
    const scale = logarithmic(1, 2_000, 0, 1);
    expect(scale.ticks).to.deep.equal([1, 10, 100, 1_000]);
    expect([scale.at(1), scale.at(2_000)]).to.deep.equal([0, 1]);
    expect(scale.at(100) - scale.at(10)).to.be.closeTo(scale.at(10), 1e-9);
  });

  it('places the values at the start of a logarithmic axis when all values are equal', () => {
    expect(logarithmic(1_000, 1_000, 70, 370).at(1_000)).to.equal(70);
  });

  it('has ticks at 1, 2 and 5 times powers of ten, and one at each end of the axis, when it is logarithmic with rounded ends', () => {
    const rounded = (least: number, most: number) =>
      roomyLogarithmic(least, most, 0, 1).ticks.map((tick) => Number(tick.toPrecision(3)));
    expect(rounded(0.93, 84)).to.deep.equal([0.5, 1, 2, 5, 10, 20, 50, 100]);
    expect(rounded(2, 5)).to.deep.equal([2, 5]);
  });
});
