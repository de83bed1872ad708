import { expect } from 'chai';
import { inTurn } from '../../../tools/bench/turns.ts';

describe('the order in which a benchmark measures servers', () => {
  it('is reversed in every second round', () => {
    const rounds = [1, 2, 3].map((round) => inTurn(['A', 'B', 'C'], round).join(''));
    expect(rounds).to.deep.equal(['ABC', 'CBA', 'ABC']);
  });
});
