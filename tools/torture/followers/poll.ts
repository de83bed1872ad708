import { Random } from '../../support/random.ts';
import { type FeedPage, parse } from '../../support/wire.ts';
import { UnexpectedReply } from '../clients/client.ts';
import type { User } from '../clients/user.ts';
import type { Run } from '../run.ts';
import type { Follower } from './follower.ts';

/** Follows the change feed by long polling, until the follower has read all changes or the run's deadline is past. */
export async function followPages(run: Run, user: User, follower: Follower, userIndex: number): Promise<void> {
  const random = new Random(run.settings.seed, userIndex);
  while (!follower.isDone && Date.now() < run.deadline) {
    const limit = random.pick([1, 3, 20, 100, 500]);
    const path = `${user.changes}?since=${follower.seq}&limit=${limit}&wait=1`;
    const known = user.seq;
    const reply = await run.client.read({ path }, random, run.deadline);
    run.tally.polls++;
    const page = parse<FeedPage>(reply.text);
    if (page === undefined) throw new UnexpectedReply(`GET ${path}: ${reply.text}`);
    for (const change of page.changes) follower.take(change);
    if (page.changes.length > limit) throw new UnexpectedReply(`GET ${path}: has ${page.changes.length} changes`);
    if (page.next_since !== follower.seq) throw new UnexpectedReply(`GET ${path}: says next_since ${page.next_since}`);
    if (page.end && page.next_since < known) {
      throw new UnexpectedReply(`GET ${path}: ends at ${page.next_since}, but ${known} was acknowledged`);
    }
  }
}
