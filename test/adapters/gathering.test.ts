import { expect } from 'chai';
import { Gathering } from '../../src/adapters/postgres/read/gathering.ts';

describe('a gathering', () => {
  /** Sends nothing back before it is told to. */
  function controlled(max = 10) {
    const sent: number[][] = [];
    let done: () => void = () => {};
    const gathering = new Gathering<number>(1, max, (group) => {
      sent.push(group);
      return new Promise((resolve) => {
        done = resolve;
      });
    });
    const finish = async () => {
      done();
      await new Promise(setImmediate);
    };
    return { gathering, sent, finish };
  }

  it('sends one at once, and what comes meanwhile together, in order', async () => {
    const { gathering, sent, finish } = controlled();
    for (const item of [1, 2, 3]) gathering.add(item);
    expect(sent).to.deep.equal([[1]]);
    await finish();
    expect(sent).to.deep.equal([[1], [2, 3]]);
    await finish();
    gathering.add(4);
    expect(sent).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('sends no more than so many together', async () => {
    const { gathering, sent, finish } = controlled(2);
    for (const item of [1, 2, 3, 4]) gathering.add(item);
    await finish();
    await finish();
    expect(sent).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('sends as many groups at once as may be out', async () => {
    const sent: number[][] = [];
    const gathering = new Gathering<number>(2, 10, (group) => {
      sent.push(group);
      return new Promise(() => {});
    });
    for (const item of [1, 2, 3, 4]) gathering.add(item);
    expect(sent).to.deep.equal([[1], [2]]);
  });
});
