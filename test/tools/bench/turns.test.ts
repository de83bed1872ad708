import { expect } from 'chai';
import { inTurn } from '../../../tools/bench/turns.ts';

describe('the server order of a benchmark', () => {
  it('is reversed from round to round', () => {
    const rounds = [1, 2, 3].map((round) => inTurn(['A', 'B', 'C'], round).join(''));
    expect(rounds).to.deep.equal(['ABC', 'CBA', 'ABC']);
  });
});
