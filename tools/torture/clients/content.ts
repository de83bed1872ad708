import type { Random } from '../../support/random.ts';
import type { Content } from '../../support/wire.ts';

/** Text that is easily damaged on the way: several planes, quotes, line ends, white space at the ends. */
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

/** What a task begins with: its key goes before all else, so that no other begins the same. */
export function newContent(random: Random, key: string): Partial<Content> & { title: string } {
  return { ...someContent(random, key), title: `${key} ${random.pick(TEXTS)}` };
}

/** Any of the fields, or none of them. */
export function someContent(random: Random, key: string): Partial<Content> {
  return {
    ...(random.chance(0.5) ? { title: `${random.pick(TEXTS)} ${key}` } : {}),
    ...(random.chance(0.5) ? { description: random.chance(0.3) ? null : `${random.pick(TEXTS)} ${key}` } : {}),
    ...(random.chance(0.2) ? { completed: random.chance(0.5) } : {}),
  };
}
