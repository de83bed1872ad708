import { NO_TAGS, type Tags } from '../../domain/tasks/tags.ts';

/** A cache of tags by their text: most tasks share few combinations of tags, so each exists only once in memory. */
const known = new Map<string, Tags>([['[]', NO_TAGS]]);
const MAX_KNOWN = 2_000;

/** Returns tags as a JSON array, which is how every SQL store keeps them in one column of text. */
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
