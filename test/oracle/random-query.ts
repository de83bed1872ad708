import fc from 'fast-check';
import { PRIORITIES } from './asked-task.ts';
import type { Query } from './expected.ts';
import { dateValue, filter } from './random-filter.ts';
import { list, tag, text, zone } from './random-task.ts';

const SORT_FIELDS = ['created_at', 'updated_at', 'completed_at', 'start', 'due', 'priority', 'title', 'list'];

/** A list query and its page size. Tests read all pages if `isFollowed`, and ask for the total if `isCounted`. */
export interface RandomRequest {
  readonly query: Query;
  readonly limit: number;
  readonly isFollowed: boolean;
  readonly isCounted: boolean;
}

/** Generates `value` in the given percentage of all cases, and undefined in the other cases. */
function sometimes<T>(percent: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
    { weight: percent, arbitrary: value },
  );
}

const sort = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...SORT_FIELDS), fc.constantFrom('', '-')), {
    selector: ([field]) => field,
    minLength: 1,
    maxLength: 3,
  })
  .map((fields) => fields.map(([field, sign]) => sign + field).join(','));

const query: fc.Arbitrary<Query> = fc.record({
  filter: sometimes(70, filter),
  sort: sometimes(70, sort),
  tz: sometimes(70, zone),
  q: sometimes(15, text),
  tag: sometimes(5, fc.array(tag, { minLength: 1, maxLength: 2 })),
  priority: sometimes(5, fc.uniqueArray(fc.constantFrom(...PRIORITIES), { minLength: 1, maxLength: 4 })),
  list: sometimes(5, fc.oneof(fc.constant(''), list)),
  due_before: sometimes(5, dateValue),
  due_after: sometimes(5, dateValue),
  overdue: sometimes(5, fc.constant(true as const)),
  completed: sometimes(10, fc.boolean()),
});

const page = fc.oneof(
  { weight: 9, arbitrary: fc.record({ limit: fc.constant(100), isFollowed: fc.constant(false) }) },
  { weight: 1, arbitrary: fc.record({ limit: fc.constantFrom(100, 100, 37, 7), isFollowed: fc.constant(true) }) },
);

/** A random request for a task list. */
export const request: fc.Arbitrary<RandomRequest> = fc
  .tuple(query, page, sometimes(10, fc.constant(true)))
  .map(([asked, size, isCounted]) => ({ query: asked, ...size, isCounted: isCounted === true }));

/** Returns the query string of a request. A `+` becomes `%2B`. */
export function queryString({ query, limit, isCounted }: RandomRequest): string {
  const parameters = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) parameters.append(name, String(each));
  }
  if (isCounted) parameters.append('count', 'true');
  return parameters.toString();
}
