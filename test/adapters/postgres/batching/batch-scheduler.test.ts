import { expect } from 'chai';
import { BatchScheduler, SLOW_BATCH_MS } from '../../../../src/adapters/batching/batch-scheduler.ts';
import { fifo } from '../../../../src/adapters/batching/fifo.ts';

describe('a batch scheduler', () => {
  /** Opens a queue whose batches finish only when the test calls `finish`. */
  function controlled(max = 10) {
    const sent: number[][] = [];
    let end: () => void = () => {};
    const queue = openQueue(1, max, (batch: number[]) => {
      sent.push(batch);
      return new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    const finish = async () => {
      end();
      await turn();
      await turn();
    };
    return { queue, sent, finish };
  }

  it('sends the items of one event-loop turn as one batch, and the items that arrive while that batch is in flight as the next one', async () => {
    const { queue, sent, finish } = controlled();
    queue.add(1);
    await turn();
    for (const item of [2, 3]) queue.add(item);
    await turn();
    expect(sent).to.deep.equal([[1]]);
    await finish();
    expect(sent).to.deep.equal([[1], [2, 3]]);
    await finish();
    queue.add(4);
    await turn();
    expect(sent).to.deep.equal([[1], [2, 3], [4]]);
  });

  it('splits items into batches of the maximum size', async () => {
    const { queue, sent, finish } = controlled(2);
    for (const item of [1, 2, 3]) queue.add(item);
    await turn();
    await finish();
    expect(sent).to.deep.equal([[1, 2], [3]]);
  });

  it('starts another batch when the batches in flight are slow, up to the maximum number of batches in flight', async () => {
    const sent: number[][] = [];
    const queue = openQueue(2, 1, (batch: number[]) => {
      sent.push(batch);
      return new Promise<void>(() => {});
    });
    for (const item of [1, 2, 3]) queue.add(item);
    await turn();
    expect(sent).to.deep.equal([[1]]);
    while (sent.length < 2) await turn();
    await new Promise((resolve) => setTimeout(resolve, 1.2 * SLOW_BATCH_MS));
    expect(sent).to.deep.equal([[1], [2]]);
  });

  it('sends a new item at once, without a Node.js warning about a negative timeout, when the batch in flight is already slow', async () => {
    const sent: number[][] = [];
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    const queue = openQueue(2, 1, (batch: number[]) => {
      sent.push(batch);
      return new Promise<void>(() => {});
    });
    queue.add(1);
    await new Promise((resolve) => setTimeout(resolve, 1.2 * SLOW_BATCH_MS));
    queue.add(2);
    while (sent.length < 2) await turn();
    process.off('warning', warn);
    expect([sent, warnings]).to.deep.equal([[[1], [2]], []]);
  });
});

/** Resolves in the next turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Opens a queue of numbers and starts a scheduler that sends them in batches. */
function openQueue(maxInFlight: number, maxBatch: number, send: (batch: number[]) => Promise<void>) {
  const waiting: number[] = [];
  const scheduler = new BatchScheduler(fifo(waiting, maxBatch), maxInFlight);
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
