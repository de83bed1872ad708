import type { UserId } from '../../../domain/identity.ts';
import { pathOf } from './paths.ts';

/** The query of a request as sent: text by name. */
type Sent = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Returns a `Link` to the next page: the parameters of the request, with a cursor in place of `offset`.
 *
 * @param names the names of the parameters that the route has; other parameters are dropped
 */
export function linkTo(owner: UserId, limit: number, cursor: string, sent: Sent, names: readonly string[]) {
  const parameters = new URLSearchParams({ limit: String(limit), cursor });
  for (const name of names) {
    if (['limit', 'offset', 'cursor'].includes(name)) continue;
    for (const text of [sent[name] ?? []].flat()) parameters.append(name, text);
  }
  return { Link: `<${pathOf(owner)}?${parameters}>; rel="next"` };
}
