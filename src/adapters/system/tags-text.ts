import { NO_TAGS, type Tags } from '../../domain/tasks/tags.ts';

/**
 * A cache of parsed tags by their text. Most tasks share few combinations of tags, so each combination is in memory
 * only once.
 */
const known = new Map<string, Tags>([['[]', NO_TAGS]]);
const MAX_KNOWN = 2_000;

/** Returns tags as a JSON array. Every SQL store keeps tags in this form, in one text column. */
export function encodeTags(tags: Tags): string {
  return tags.length === 0 ? '[]' : JSON.stringify(tags);
}

export function decodeTags(text: string): Tags {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const tags = JSON.parse(text) as Tags;
  known.set(text, tags);
  return tags;
}
