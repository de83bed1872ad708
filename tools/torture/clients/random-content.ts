import type { Random } from '../../support/random.ts';
import type { Content } from '../../support/wire.ts';

/** Texts that bugs damage easily: several Unicode planes, quotes, line breaks, white space at the ends. */
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

/** Returns the content of a new task, whose title begins with its idempotency key and so is unique. */
export function newContent(random: Random, key: string): Partial<Content> & { title: string } {
  return { ...someContent(random, key), title: `${key} ${random.pick(TEXTS)}` };
}

/** Returns random fields of a task, possibly none. */
export function someContent(random: Random, key: string): Partial<Content> {
  return {
    ...(random.chance(0.5) ? { title: `${random.pick(TEXTS)} ${key}` } : {}),
    ...(random.chance(0.5) ? { description: random.chance(0.3) ? null : `${random.pick(TEXTS)} ${key}` } : {}),
    ...(random.chance(0.2) ? { completed: random.chance(0.5) } : {}),
  };
}
