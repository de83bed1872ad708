import { expect } from 'chai';
import { SharedRead } from '../../../src/application/filter/shared-read.ts';

/** Reads that end when the test says so. */
class Reads {
  readonly ends: PromiseWithResolvers<number>[] = [];
  readonly shared = new SharedRead(() => {
    const end = Promise.withResolvers<number>();
    this.ends.push(end);
    return end.promise;
  });
}

describe('SharedRead', () => {
  it('starts a read at once if none is running', async () => {
    const reads = new Reads();
    const result = reads.shared.run();
    reads.ends[0]?.resolve(1);
    expect(await result).to.equal(1);
  });

  it('gives all callers that come during a read the result of one later read', async () => {
    const reads = new Reads();
    const first = reads.shared.run();
    const later = [reads.shared.run(), reads.shared.run()];
    expect(reads.ends).to.have.length(1);
    reads.ends[0]?.resolve(1);
    expect(await first).to.equal(1);
    const last = reads.shared.run();
    expect(reads.ends).to.have.length(2);
    reads.ends[1]?.resolve(2);
    expect(await Promise.all(later)).to.deep.equal([2, 2]);
    reads.ends[2]?.resolve(3);
    expect(await last).to.equal(3);
  });

  it('gives the error of a read only to the callers that wait for this read', async () => {
    const reads = new Reads();
    const failing = reads.shared.run();
    const next = reads.shared.run();
    reads.ends[0]?.reject(new Error('disk'));
    const [outcome] = await Promise.allSettled([failing]);
    expect(outcome).to.have.property('reason').that.has.property('message', 'disk');
    reads.ends[1]?.resolve(2);
    expect(await next).to.equal(2);
  });
});
