import { entityTag, HttpError } from './problem.ts';

// Entity tags and what is asked of them: RFC 9110 sections 8.8.3, 13.1.1 and 13.1.2.

export interface EntityTag {
  readonly isWeak: boolean;
  readonly value: string;
}

// A list may have elements with nothing in them (RFC 9110 section 5.6.1.2).
const ONE_TAG = /[ \t,]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/**
 * Reads `If-Match` or `If-None-Match`.
 *
 * @throws HttpError `bad_request` if it is neither `*` nor a list of entity tags
 */
export function parseEntityTags(header: string): readonly EntityTag[] | '*' {
  if (header === '*') return '*';
  const tags: EntityTag[] = [];
  ONE_TAG.lastIndex = 0;
  while (ONE_TAG.lastIndex < header.length) {
    const found = ONE_TAG.exec(header);
    if (found === null) throw notTags();
    const [, weak, value] = found;
    if (value !== undefined) tags.push({ isWeak: weak !== undefined, value });
  }
  if (tags.length === 0) throw notTags();
  return tags;
}

function notTags(): HttpError {
  return new HttpError('bad_request', { detail: 'Not a list of entity tags, such as "3"' });
}

/** Whether a client that sent `header` as `If-None-Match` has what `etag` stands for. What is no such header matches nothing. */
export function isKnown(header: string, etag: string): boolean {
  if (header === '') return false;
  try {
    const tags = parseEntityTags(header);
    return tags === '*' || tags.some(({ value }) => entityTag(value) === etag);
  } catch {
    return false;
  }
}
