import type { FilterQuery, Query, WordQuery } from '../queries.ts';
import { PRIORITIES, ZONE } from '../random-tasks.ts';

/** The way to search for words: `tsvector` uses a full-text index, `ilike` looks for substrings in all text columns. */
export type Search = 'tsvector' | 'ilike';

/** A query's condition and sort order in SQL. Parameter `$1` is the user id; `values` holds `$2`, `$3` and so on. */
export interface SqlSelection {
  readonly condition: string;
  readonly order: string;
  readonly values: readonly unknown[];
}

const NEWEST_FIRST = 'created_at desc, id desc';
const ORDERS: Readonly<Record<FilterQuery['sort'], string>> = {
  'due,-priority': 'due_at nulls last, priority desc',
  '-due': 'due_at desc nulls last',
  title: 'lower(title) collate "C"',
  'priority,due': 'priority, due_at nulls last',
};

export function selectionOf(query: Query, search: Search): SqlSelection {
  return 'words' in query ? searchOf(query, search) : filterOf(query);
}

function filterOf({ tag, days, sort }: FilterQuery): SqlSelection {
  const bound = Temporal.Now.plainDateISO(ZONE).add({ days }).toZonedDateTime(ZONE).toInstant();
  return {
    condition: 'not completed and (tags @> array[$2] or priority >= $3) and due_at < $4',
    order: `${ORDERS[sort]}, ${NEWEST_FIRST}`,
    values: [tag, PRIORITIES.indexOf('high'), bound.toString()],
  };
}

function searchOf({ words }: WordQuery, search: Search): SqlSelection {
  if (search === 'tsvector') {
    const tsquery = words.map((word) => `${word}:*`).join(' & ');
    return { condition: "words @@ to_tsquery('simple', $2)", order: NEWEST_FIRST, values: [tsquery] };
  }
  const parts = words.map((_, i) => `${TEXTS.map((text) => `${text} ilike $${i + 2}`).join(' or ')}`);
  return {
    condition: parts.map((part) => `(${part})`).join(' and '),
    order: NEWEST_FIRST,
    values: words.map((word) => `%${word}%`),
  };
}

const TEXTS = ['title', 'description', 'list', "array_to_string(tags, ' ')"];
