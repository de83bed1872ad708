import * as v from 'valibot';
import type { Precondition } from '../../../domain/tasks/precondition.ts';
import type { Version } from '../../../domain/tasks/version.ts';
import { ENTITY_TAGS } from '../docs/patterns.ts';
import { parseWith } from '../input/validation.ts';
import { HttpError } from '../problem/problem.ts';
import { type EntityTag, parseEntityTags } from '../routing/etag.ts';

const EntityTags = (description: string) =>
  v.exactOptional(parseWith(v.string(), parseEntityTags, { ...ENTITY_TAGS, description }));

/** The preconditions of a request that changes a task. */
export const PreconditionHeaders = v.object({
  'if-match': EntityTags('Change the task only if it still has this `ETag`; else 412.'),
  'if-none-match': EntityTags('Change the task only if it does not have this `ETag`; else 412.'),
});

/** The preconditions of a request to create a task. They apply to the task list, which exists, but has no ETag. */
export const CreatePreconditionHeaders = v.object({
  'if-match': EntityTags('Only `*` holds, as the list exists. Any `ETag` answers 412: a new task has no version yet.'),
  'if-none-match': EntityTags(
    '`*` answers 412, as the list exists. To create a task once, use `PUT` with your own id.',
  ),
});

/** The preconditions of a request that only reads. A malformed `If-None-Match` matches nothing. */
export const ReadPreconditionHeaders = v.object({
  'if-match': EntityTags('Answer only if this is still the current `ETag`; else 412.'),
  'if-none-match': v.optional(
    v.pipe(
      v.string(),
      v.metadata({ ...ENTITY_TAGS, description: 'Answer only if this is no longer the current `ETag`; else 304.' }),
    ),
    '',
  ),
});

type Headers = v.InferOutput<typeof PreconditionHeaders>;

/** @throws HttpError `precondition_failed` if the headers state a precondition that creating a task cannot meet */
export function checkCreate({ 'if-match': only, 'if-none-match': not }: Headers): void {
  if (only !== undefined && only !== '*')
    throw unmet('If-Match names the version of a task, and a new task has no version yet');
  if (not === '*') throw unmet('If-None-Match: * is for PUT, which creates a task once under an id of your own');
}

/** The preconditions of a request that changes many tasks. They apply to the task list, which always exists. */
export const ManyPreconditionHeaders = v.object({
  'if-match': EntityTags(
    'Only `*` holds. An `ETag` is the version of one task: a batch takes a `version` per operation.',
  ),
  'if-none-match': EntityTags('`*` answers 412, as the list exists.'),
});

/** @throws HttpError `precondition_failed` if the headers state a precondition that changing many tasks cannot meet */
export function checkMany({ 'if-match': only, 'if-none-match': not }: Headers): void {
  if (only !== undefined && only !== '*') throw unmet('If-Match names the version of one task, and this changes many');
  if (not === '*') throw unmet('If-None-Match: * never holds here, as the list of tasks exists');
}

function unmet(detail: string): HttpError {
  return new HttpError('precondition_failed', { detail });
}

export function preconditionOf({ 'if-match': only, 'if-none-match': not }: Headers): Precondition | undefined {
  if (only === undefined && not === undefined) return undefined;
  return {
    // If-Match compares strongly, so a weak tag never matches. If-None-Match compares weakly.
    only: only === undefined || only === '*' ? undefined : versions(only.filter(({ isWeak }) => !isWeak)),
    not: not === '*' ? 'any' : not && versions(not),
  };
}

/** Returns the task versions in entity tags. Drops a tag that is not a version: it matches no task. */
function versions(tags: readonly EntityTag[]): Version[] {
  return tags.filter(({ value }) => /^[1-9]\d{0,9}$/.test(value)).map(({ value }) => Number(value) as Version);
}
