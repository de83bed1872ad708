import type { Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { FromWorker } from '../../../src/process/workers/messages.ts';
import { RateLeases } from '../../../src/process/workers/rate-leases.ts';

/** A fake IPC channel from a worker to the primary process. It records sent messages. */
class FakeWorker extends EventEmitter {
  readonly sent: FromWorker[] = [];

  isConnected(): boolean {
    return true;
  }

  send(message: FromWorker): void {
    this.sent.push(message);
  }
}

describe('a request of a worker for rate limit leases', () => {
  const grants = [{ granted: 1, remaining: 9, left: 60_000 }];

  it('gets its own answer from the primary process, even if answers arrive in another order', async () => {
    const worker = new FakeWorker();
    const leases = new RateLeases(worker as unknown as Worker);
    const lender = leases.of('user');
    const both = [lender.lease([['a', 1]]), lender.lease([['b', 2]])];
    expect(worker.sent.map((message) => 'lease' in message && message.lease?.asks)).to.deep.equal([
      [['a', 1]],
      [['b', 2]],
    ]);
    expect(leases.waiting).to.equal(2);
    worker.emit('message', { leased: { id: 2, grants: [] } });
    worker.emit('message', { leased: { id: 1, grants } });
    expect(await Promise.all(both)).to.deep.equal([grants, []]);
    expect(leases.waiting).to.equal(0);
  });

  it('returns `undefined` when no answer arrives in time, and ignores a late answer', async () => {
    const worker = new FakeWorker();
    const leases = new RateLeases(worker as unknown as Worker, 1);
    expect(await leases.of('user').lease([['a', 1]])).to.equal(undefined);
    expect(leases.waiting).to.equal(0);
    worker.emit('message', { leased: { id: 1, grants } });
    expect(leases.waiting).to.equal(0);
  });
});
