import { expect } from 'chai';
import { inTurn } from '../../../tools/bench/turns.ts';

describe('the turns of a benchmark', () => {
  it('reverse the order of all servers from round to round', () => {
    const rounds = [1, 2, 3].map((round) => inTurn(['A', 'B', 'C'], round).join(''));
    expect(rounds).to.deep.equal(['ABC', 'CBA', 'ABC']);
  });
});
