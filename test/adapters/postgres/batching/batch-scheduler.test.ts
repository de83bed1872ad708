import { expect } from 'chai';
import { BatchScheduler, SLOW_BATCH_MS } from '../../../../src/adapters/postgres/batching/batch-scheduler.ts';

describe('a batch scheduler', () => {
  /** Sends nothing back before it is told to. */
  function controlled(max = 10) {
    const sent: number[][] = [];
    let done: () => void = () => {};
    const batcher = batcherOf(1, max, (batch: number[]) => {
      sent.push(batch);
      return new Promise<void>((resolve) => {
        done = resolve;
      });
    });
    const finish = async () => {
      done();
      await turn();
      await turn();
    };
    return { batcher, sent, finish };
  }

  it('sends at once what comes in one turn, and what comes meanwhile together, in order', async () => {
    const { batcher, sent, finish } = controlled();
    batcher.add(1);
    await turn();
    for (const item of [2, 3]) batcher.add(item);
    await turn();
    expect(sent).to.deep.equal([[1]]);
    await finish();
    expect(sent).to.deep.equal([[1], [2, 3]]);
    await finish();
    batcher.add(4);
    await turn();
    expect(sent).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('sends no more than so many together', async () => {
    const { batcher, sent, finish } = controlled(2);
    for (const item of [1, 2, 3]) batcher.add(item);
    await turn();
    await finish();
    expect(sent).to.deep.equal([[1, 2], [3]]);
  });

  it('does not wait for a group that takes long, but sends no more at once than may be out', async () => {
    const sent: number[][] = [];
    const batcher = batcherOf(2, 1, (batch: number[]) => {
      sent.push(batch);
      return new Promise<void>(() => {});
    });
    for (const item of [1, 2, 3]) batcher.add(item);
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
    const batcher = batcherOf(2, 1, (batch: number[]) => {
      sent.push(batch);
      return new Promise<void>(() => {});
    });
    batcher.add(1);
    await new Promise((resolve) => setTimeout(resolve, 1.2 * SLOW_BATCH_MS));
    batcher.add(2);
    while (sent.length < 2) await turn();
    process.off('warning', warn);
    expect([sent, warnings]).to.deep.equal([[[1], [2]], []]);
  });
});

/** Resolves when this turn of the event loop is over, and with it whatever it was to bring about. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function batcherOf(maxInFlight: number, maxBatch: number, send: (batch: number[]) => Promise<void>) {
  const waiting: number[] = [];
  const queue = {
    get size() {
      return waiting.length;
    },
    take: () => waiting.splice(0, maxBatch),
  };
  const scheduler = new BatchScheduler(queue, maxInFlight);
  void (async () => {
    for await (const batch of scheduler.batches()) void scheduler.track(send(batch));
  })();
  return {
    add(item: number) {
      waiting.push(item);
      scheduler.schedule();
    },
  };
}
