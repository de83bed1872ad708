import { HttpError } from '../problem/problem.ts';

// Entity tags and what is asked of them: RFC 9110 sections 8.8.3, 13.1.1 and 13.1.2.

/** Returns a value as a strong entity tag. */
export function entityTag(value: string | number): string {
  return `"${value}"`;
}

export interface EntityTag {
  readonly isWeak: boolean;
  readonly value: string;
}

// A list may have elements with nothing in them (RFC 9110 section 5.6.1.2).
const ONE_TAG = /[ \t,]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/**
 * Reads `If-Match` or `If-None-Match`.
 *
 * @returns the tags, none if the list is empty (RFC 9110 section 5.6.1.2)
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
  return tags;
}

function notTags(): HttpError {
  return new HttpError('bad_request', { detail: 'Not a list of entity tags, such as "3"' });
}

/**
 * Whether a client that sent `header` as `If-Match` means what `etag` stands for. A weak tag never does.
 *
 * @throws HttpError `bad_request`
 */
export function matchesIfMatch(header: string, etag: string | undefined): boolean {
  const tags = parseEntityTags(header);
  return tags === '*' || tags.some(({ isWeak, value }) => !isWeak && entityTag(value) === etag);
}

/** What proxies append to a tag when they compress: Apache, Jetty and others. */
const MARK = /(?:--?|;)(?:gzip|br|deflate|zstd)$/;

/**
 * The error for `If-Match` or `If-None-Match`. If a proxy has changed the tag on its way, every other try would fail as
 * well: then the detail says so, and what to do.
 *
 * @param etag what there is now, if anything
 */
export function preconditionFailed(ifMatch: string | undefined, etag: string | undefined): HttpError {
  const headers: Record<string, string> = etag === undefined ? {} : { ETag: etag };
  const tags = ifMatch === undefined ? '*' : parseEntityTags(ifMatch);
  const changed = tags !== '*' && tags.every(({ isWeak, value }) => isWeak || MARK.test(value)) ? tags[0] : undefined;
  if (changed === undefined) return new HttpError('precondition_failed', { headers });
  const sent = entityTag(changed.value);
  const detail =
    `If-Match has ${changed.isWeak ? `the weak tag W/${sent}, which never matches` : `${sent}, which is no tag of this service`}: ` +
    `a proxy that compresses has probably changed the ETag. Turn compression off there for this service, ` +
    `or send If-Match: ${entityTag(changed.value.replace(MARK, ''))}`;
  return new HttpError('precondition_failed', { detail, headers });
}

/** Whether a client that sent `header` as `If-None-Match` has what `etag` stands for. What is no such header matches nothing. */
export function matchesIfNoneMatch(header: string, etag: string): boolean {
  if (header === '') return false;
  try {
    const tags = parseEntityTags(header);
    return tags === '*' || tags.some(({ value }) => entityTag(value) === etag);
  } catch {
    return false;
  }
}
