import { TAGS, WORDS, ZONE } from './random-tasks.ts';

/** A filter for open tasks that are due before a day and have a tag or at least high priority. */
export interface FilterQuery {
  readonly tag: string;
  /** The limit of the due date, in days from today: matching tasks are due before that day. */
  readonly days: number;
  readonly sort: (typeof SORTS)[number];
}

/** A search for tasks that have a word beginning with the first text and a word beginning with the second text. */
export interface WordQuery {
  readonly words: readonly [string, string];
}

export type Query = FilterQuery | WordQuery;

const SORTS = ['due,-priority', '-due', 'title', 'priority,due'] as const;

/** 60 different filters, each with a sort order. */
export const FILTERS: readonly FilterQuery[] = Array.from({ length: 60 }, (_, n) => ({
  tag: itemAt(TAGS, n),
  days: 1 + (n % 17),
  sort: itemAt(SORTS, n),
}));

/** 40 different searches, each for the beginnings of two words: one of the 40 most frequent words, and any word. */
export const SEARCHES: readonly WordQuery[] = Array.from({ length: 40 }, (_, n) => ({
  words: [itemAt(WORDS, n).slice(0, 4), itemAt(WORDS, n * 7 + 3).slice(0, 4)],
}));

/** Returns the query string that asks the API for the first page, and for the number of matching tasks. */
export function parametersOf(query: Query): string {
  const asked = 'words' in query ? { q: query.words.join(' ') } : { ...filterOf(query), sort: query.sort, tz: ZONE };
  return new URLSearchParams({ ...asked, count: 'true' }).toString();
}

function filterOf({ tag, days }: FilterQuery): { filter: string } {
  return { filter: `not completed and (tag = ${tag} or priority >= high) and due < today+${days}d` };
}

function itemAt<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}
