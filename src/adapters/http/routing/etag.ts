import { HttpError } from '../problem/problem.ts';

// Entity tags and preconditions: RFC 9110 sections 8.8.3, 13.1.1 and 13.1.2.

/** Returns a value as a strong entity tag. */
export function entityTag(value: string | number): string {
  return `"${value}"`;
}

export interface EntityTag {
  readonly isWeak: boolean;
  readonly value: string;
}

// One element of a list of entity tags. An element may be empty (RFC 9110 section 5.6.1.2).
const ONE_TAG = /[ \t,]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(?:,|$)/y;

/**
 * Returns the entity tags of `If-Match` or `If-None-Match`.
 *
 * @throws HttpError `bad_request` if the header is neither `*` nor a list of entity tags
 */
export function parseEntityTags(header: string): readonly EntityTag[] | '*' {
  if (header === '*') return '*';
  const tags: EntityTag[] = [];
  ONE_TAG.lastIndex = 0;
  while (ONE_TAG.lastIndex < header.length) {
    const found = ONE_TAG.exec(header);
    if (found === null) throw new HttpError('bad_request', { detail: 'Not a list of entity tags, such as "3"' });
    const [, weak, value] = found;
    if (value !== undefined) tags.push({ isWeak: weak !== undefined, value });
  }
  return tags;
}

/**
 * Returns whether `If-Match` holds for the current ETag. A weak tag never matches.
 *
 * @throws HttpError `bad_request` if the header is malformed
 */
export function matchesIfMatch(header: string, etag: string | undefined): boolean {
  const tags = parseEntityTags(header);
  return tags === '*' || tags.some(({ isWeak, value }) => !isWeak && entityTag(value) === etag);
}

/** The suffix that Apache, Jetty and other proxies append to an entity tag when they compress the reply. */
const PROXY_SUFFIX = /(?:--?|;)(?:gzip|br|deflate|zstd)$/;

/**
 * Returns the error of an unmet `If-Match` or `If-None-Match`. If a proxy has changed the entity tag, every retry would
 * fail, too. The `detail` of the error then explains this, and what to do.
 *
 * @param etag the current ETag, if the task exists
 */
export function preconditionFailed(ifMatch: string | undefined, etag: string | undefined): HttpError {
  const headers: Record<string, string> = etag === undefined ? {} : { ETag: etag };
  const tags = ifMatch === undefined ? '*' : parseEntityTags(ifMatch);
  const changed =
    tags !== '*' && tags.every(({ isWeak, value }) => isWeak || PROXY_SUFFIX.test(value)) ? tags[0] : undefined;
  if (changed === undefined) return new HttpError('precondition_failed', { headers });
  const sent = entityTag(changed.value);
  const detail =
    `If-Match has ${changed.isWeak ? `the weak tag W/${sent}, which never matches` : `${sent}, which is not a tag of this service`}: ` +
    `a proxy that compresses has probably changed the ETag. Turn compression off there for this service, ` +
    `or send If-Match: ${entityTag(changed.value.replace(PROXY_SUFFIX, ''))}`;
  return new HttpError('precondition_failed', { detail, headers });
}

/** Returns whether `If-None-Match` names the current ETag. A malformed header matches nothing. */
export function matchesIfNoneMatch(header: string, etag: string): boolean {
  if (header === '') return false;
  try {
    const tags = parseEntityTags(header);
    return tags === '*' || tags.some(({ value }) => entityTag(value) === etag);
  } catch {
    return false;
  }
}
