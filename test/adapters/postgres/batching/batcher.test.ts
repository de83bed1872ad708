import { expect } from 'chai';
import { SLOW_BATCH_MS } from '../../../../src/adapters/postgres/batching/batch-scheduler.ts';
import { Batcher } from '../../../../src/adapters/postgres/batching/batcher.ts';

describe('a gathering', () => {
  /** Sends nothing back before it is told to. */
  function controlled(max = 10) {
    const sent: number[][] = [];
    let done: () => void = () => {};
    const gathering = new Batcher<number>(1, max, (group) => {
      sent.push(group);
      return new Promise((resolve) => {
        done = resolve;
      });
    });
    const finish = async () => {
      done();
      await turn();
      await turn();
    };
    return { gathering, sent, finish };
  }

  it('sends at once what comes in one turn, and what comes meanwhile together, in order', async () => {
    const { gathering, sent, finish } = controlled();
    gathering.add(1);
    await turn();
    for (const item of [2, 3]) gathering.add(item);
    await turn();
    expect(sent).to.deep.equal([[1]]);
    await finish();
    expect(sent).to.deep.equal([[1], [2, 3]]);
    await finish();
    gathering.add(4);
    await turn();
    expect(sent).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('sends no more than so many together', async () => {
    const { gathering, sent, finish } = controlled(2);
    for (const item of [1, 2, 3]) gathering.add(item);
    await turn();
    await finish();
    expect(sent).to.deep.equal([[1, 2], [3]]);
  });

  it('does not wait for a group that takes long, but sends no more at once than may be out', async () => {
    const sent: number[][] = [];
    const gathering = new Batcher<number>(2, 1, (group) => {
      sent.push(group);
      return new Promise(() => {});
    });
    for (const item of [1, 2, 3]) gathering.add(item);
    await turn();
    expect(sent).to.deep.equal([[1]]);
    while (sent.length < 2) await turn();
    await new Promise((resolve) => setTimeout(resolve, 1.2 * SLOW_BATCH_MS));
    expect(sent).to.deep.equal([[1], [2]]);
  });

  it('sends what comes when a group has taken long already, without a warning', async () => {
    const sent: number[][] = [];
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    const gathering = new Batcher<number>(2, 1, (group) => {
      sent.push(group);
      return new Promise(() => {});
    });
    gathering.add(1);
    await new Promise((resolve) => setTimeout(resolve, 1.2 * SLOW_BATCH_MS));
    gathering.add(2);
    while (sent.length < 2) await turn();
    process.off('warning', warn);
    expect([sent, warnings]).to.deep.equal([[[1], [2]], []]);
  });
});

/** Resolves when this turn of the event loop is over, and with it whatever it was to bring about. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
