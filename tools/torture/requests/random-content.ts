import type { Random } from '../../support/random.ts';
import type { Content, Task } from '../../support/wire.ts';
import type { Edit } from './step.ts';

/** Texts that reveal encoding bugs: several Unicode planes, quotes, line breaks, leading and trailing white space. */
const TEXTS = [
  'plain',
  'quoted "\\',
  'two\nlines',
  'Grüße',
  '买牛奶',
  '🦀🏳️‍🌈',
  '  spaces  ',
  '\u202eturned',
  '\ufeffmarked',
];

export const PRIORITIES: readonly Task['priority'][] = ['none', 'low', 'medium', 'high', 'urgent'];
/**
 * Tag names. Those that the service treats as equal differ only in case, so that `toLowerCase` suffices to compare.
 */
export const TAGS = ['home', 'Home', 'garden', 'say "hi" \\', '买', ' GARDEN', 'wäsche'];
export const LISTS = [null, 'Work', 'WORK', 'Work/Reports', '🦀 "list"'];
const DATES = [null, '2026-03-29', '2024-02-29', '2026-03-29T02:30', '2026-10-25T02:30[Europe/Berlin]'];

/** Returns the fields of a new task. The title begins with the idempotency key, so that it is unique. */
export function newContent(random: Random, key: string): Partial<Content> & { title: string } {
  return { ...someContent(random, key), title: `${key} ${random.pick(TEXTS)}` };
}

/** Returns a random edit: some content fields, and sometimes tags to add or to remove. */
export function someEdit(random: Random, key: string): Edit {
  const content = someContent(random, key);
  if (content.tags !== undefined || random.chance(0.6)) return content;
  return { ...content, add_tags: someTags(random), ...(random.chance(0.5) ? { remove_tags: someTags(random) } : {}) };
}

/** Returns a random subset of a task's fields, possibly empty, with random values. */
function someContent(random: Random, key: string): Partial<Content> {
  return {
    ...(random.chance(0.5) ? { title: `${random.pick(TEXTS)} ${key}` } : {}),
    ...(random.chance(0.5) ? { description: random.chance(0.3) ? null : `${random.pick(TEXTS)} ${key}` } : {}),
    ...(random.chance(0.2) ? { completed: random.chance(0.5) } : {}),
    ...someLabels(random),
  };
}

/** Returns a random subset of the fields whose values are shared by many tasks: priority, tags, list and dates. */
export function someLabels(random: Random): Partial<Content> {
  return {
    ...(random.chance(0.3) ? { priority: random.pick(PRIORITIES) } : {}),
    ...(random.chance(0.2) ? { tags: someTags(random) } : {}),
    ...(random.chance(0.2) ? { list: random.pick(LISTS) } : {}),
    ...(random.chance(0.1) ? { start: random.pick(DATES) } : {}),
    ...(random.chance(0.2) ? { due: random.pick(DATES) } : {}),
  };
}

/** Returns up to three tags, no two of which the service treats as equal. */
function someTags(random: Random): string[] {
  const tags = Array.from({ length: random.between(0, 3) }, () => random.pick(TAGS));
  return [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()];
}
