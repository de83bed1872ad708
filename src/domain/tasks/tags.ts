import type { Brand } from '../brand.ts';
import { InvalidValue } from '../errors.ts';
import { fold } from '../fold.ts';
import { checkName } from './name.ts';

/** A tag: 1 to 50 code points, at least one of them visible, no control characters, kept as typed. */
export type Tag = Brand<string, 'Tag'>;

/** The tags of a task in the order in which they were given: at most 20, no two equal without case and accents. */
export type Tags = Brand<readonly Tag[], 'Tags'>;

/** The maximum length of a tag, in code points. */
export const TAG_MAX_LENGTH = 50;
export const MAX_TAGS = 20;

export const NO_TAGS = [] as readonly Tag[] as Tags;

/** @throws InvalidValue `empty`, `blank`, `too_long`, `control_character` or `not_text` */
export function tag(text: string): Tag {
  checkName(text, TAG_MAX_LENGTH);
  return text as Tag;
}

/** @throws InvalidValue `too_many`, or `repeated` with the index of the second tag of two equal ones */
export function tags(list: readonly Tag[]): Tags {
  if (list.length > MAX_TAGS) throw new InvalidValue('too_many', MAX_TAGS);
  const seen = new Set<string>();
  for (const [index, text] of list.entries()) {
    const folded = fold(text);
    if (seen.has(folded)) throw new InvalidValue('repeated', undefined, index);
    seen.add(folded);
  }
  return list as Tags;
}

/**
 * Returns `old` without the tags in `remove`, and with the tags in `add` at the end. A tag of `add` that is still in
 * the list keeps its spelling and place.
 *
 * @throws InvalidValue `too_many`
 */
export function editTags(old: Tags, add: readonly Tag[] = [], remove: readonly Tag[] = []): Tags {
  const removed = new Set(remove.map(fold));
  const result = old.filter((each) => !removed.has(fold(each)));
  const present = new Set(result.map(fold));
  for (const each of add) {
    if (!present.has(fold(each))) result.push(each);
    present.add(fold(each));
  }
  return isSameTags(old, result) ? old : tags(result);
}

export function isSameTags(one: readonly Tag[], other: readonly Tag[]): boolean {
  return one.length === other.length && one.every((each, i) => each === other[i]);
}
