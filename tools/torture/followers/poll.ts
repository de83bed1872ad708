import { Random } from '../../support/random.ts';
import { type FeedPage, parse } from '../../support/wire.ts';
import { Surprise } from '../clients/client.ts';
import type { User } from '../clients/user.ts';
import type { Run } from '../run.ts';
import type { Follower } from './follower.ts';

/** Follows the feed page by page, until the follower is done or the run is given up. */
export async function followPages(run: Run, user: User, follower: Follower, place: number): Promise<void> {
  const random = new Random(run.settings.seed, place);
  while (!follower.isDone && Date.now() < run.until) {
    const limit = random.pick([1, 3, 20, 100, 500]);
    const path = `${user.changes}?since=${follower.seq}&limit=${limit}&wait=1`;
    const known = user.seq;
    const reply = await run.client.read({ path }, random, run.until);
    run.tally.polls++;
    const page = parse<FeedPage>(reply.text);
    if (page === undefined) throw new Surprise(`GET ${path}: ${reply.text}`);
    for (const change of page.changes) follower.take(change);
    if (page.changes.length > limit) throw new Surprise(`GET ${path}: has ${page.changes.length} changes`);
    if (page.next_since !== follower.seq) throw new Surprise(`GET ${path}: says next_since ${page.next_since}`);
    if (page.end && page.next_since < known) {
      throw new Surprise(`GET ${path}: ends at ${page.next_since}, but ${known} was acknowledged`);
    }
  }
}
