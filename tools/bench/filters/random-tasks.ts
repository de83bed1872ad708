import { Random } from '../../support/random.ts';

/** A generated task, with the fields of a create request. */
export interface GeneratedTask {
  readonly title: string;
  readonly description: string;
  readonly completed: boolean;
  readonly priority: (typeof PRIORITIES)[number];
  readonly tags: readonly string[];
  readonly list: string | null;
  readonly start: string | null;
  readonly due: string | null;
}

/** The fields that the benchmark changes when it edits a single task. */
export type EditedFields = Pick<GeneratedTask, 'title' | 'priority' | 'due'>;

/** The priorities in ascending order. */
export const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent'] as const;
/** The time zone of all dates and of all queries. */
export const ZONE = 'Europe/Berlin';
/** The number of tasks that have a start date. The bulk edit changes these tasks. */
export const WITH_START = 10_000;

const SYLLABLES = 'ba be co da di fa go hu ja ke li mo nu pa ri so tu va we zo'.split(' ');
const LISTS = 12;
/** The maximum number of days between a due date and today, in both directions. */
const DUE_DAYS = 30;

/** Made-up words of six letters, the most frequent first. No two words have the same first four letters. */
export const WORDS: readonly string[] = SYLLABLES.flatMap((first, i) =>
  SYLLABLES.map((second, j) => first + second + SYLLABLES[(i * 7 + j * 3) % SYLLABLES.length]),
);
export const TAGS: readonly string[] = WORDS.slice(-30);

/** Returns `count` random tasks. The same count and day give the same tasks. */
export function randomTasks(count: number, today: Temporal.PlainDate): GeneratedTask[] {
  const random = new Random(1);
  return Array.from({ length: count }, (_, n) => ({
    ...randomFields(random, today),
    description: randomWords(random, 8),
    completed: random.chance(1 / 3),
    tags: [...new Set([random.pick(TAGS), random.pick(TAGS)])],
    list: random.chance(2 / 3) ? `List ${random.between(1, LISTS)}` : null,
    start: n < WITH_START ? '2020-01-01' : null,
  }));
}

/** Returns random values of the fields that an edit changes. */
export function randomFields(random: Random, today: Temporal.PlainDate): EditedFields {
  return {
    title: randomWords(random, 4),
    priority: random.pick(PRIORITIES),
    due: random.chance(3 / 4) ? randomDate(random, today) : null,
  };
}

/** Returns a random due date: a day, a local time without a zone, or a time with a zone. */
function randomDate(random: Random, today: Temporal.PlainDate): string {
  const day = today.add({ days: random.between(-DUE_DAYS, DUE_DAYS) }).toString();
  if (random.chance(1 / 2)) return day;
  const time = `${day}T${String(random.between(0, 23)).padStart(2, '0')}:30`;
  return random.chance(1 / 2) ? time : `${time}[${ZONE}]`;
}

/** Returns random words. The most frequent word makes up 5 % of all words, the median word 0.2 %. */
function randomWords(random: Random, count: number): string {
  return Array.from({ length: count }, () => WORDS[Math.floor(WORDS.length * random.next() ** 2)]).join(' ');
}
