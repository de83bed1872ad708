import { expect } from 'chai';
import type { Change } from '../../../../tools/support/wire.ts';
import { UnexpectedReply } from '../../../../tools/torture/clients/client.ts';
import { validEvidence } from '../../../../tools/torture/fixtures/evidence.ts';
import { Follower } from '../../../../tools/torture/followers/follower.ts';

describe('a follower of the change feed, which builds a copy of a user’s tasks from the change log', () => {
  const { log, copies } = validEvidence();
  const [first, second, third] = log as [Change, Change, Change];

  it('has the current tasks after it has applied all changes of the log', () => {
    const follower = new Follower();
    for (const change of log) follower.take(change);
    expect([...follower.tasks.values()]).to.have.deep.members([...(copies[0]?.tasks ?? [])]);
  });

  it('throws an error if the first `seq` of the log is not 1, or if a later `seq` is missing or repeated', () => {
    const follower = new Follower();
    expect(() => follower.take(second)).to.throw(UnexpectedReply, 'got seq 2 after 0');
    follower.take(first);
    expect(() => follower.take(third)).to.throw(UnexpectedReply, 'got seq 3 after 1');
    expect(() => follower.take(first)).to.throw(UnexpectedReply, 'got seq 1 after 1');
  });

  it('stops after the change whose `seq` was passed to `finish()`, or at once if it has already applied that change', () => {
    const follower = new Follower();
    follower.take(first);
    follower.finish(2);
    expect(follower.stopped.aborted).to.equal(false);
    follower.take(second);
    expect(follower.stopped.aborted).to.equal(true);
    const done = new Follower();
    done.take(first);
    done.finish(1);
    expect(done.stopped.aborted).to.equal(true);
  });
});
