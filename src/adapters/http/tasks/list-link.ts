import type { UserId } from '../../../domain/identity.ts';
import { pathOf } from './paths.ts';

/** The parameters that a link to the next page has instead of those of the request. */
const REPLACED = new Set(['limit', 'offset', 'cursor']);

/** The query of a request as sent: text by name. */
type Sent = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Returns a `Link` to the next page: the parameters of the request, with a cursor in place of `offset`.
 *
 * @param names the names of the parameters that the route has; other parameters are dropped
 */
export function linkTo(owner: UserId, limit: number, cursor: string, sent: Sent, names: readonly string[]) {
  // A number and a cursor need no encoding. `URLSearchParams` is slow, so only other parameters use it.
  let query = `limit=${limit}&cursor=${cursor}`;
  for (const name of names) {
    const texts = sent[name];
    if (texts === undefined || REPLACED.has(name)) continue;
    for (const text of [texts].flat()) query += `&${new URLSearchParams([[name, text]])}`;
  }
  return { Link: `<${pathOf(owner)}?${query}>; rel="next"` };
}
