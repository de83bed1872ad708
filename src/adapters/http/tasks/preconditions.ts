import * as v from 'valibot';
import type { Precondition } from '../../../domain/tasks/precondition.ts';
import type { Version } from '../../../domain/tasks/version.ts';
import { ENTITY_TAGS } from '../docs/patterns.ts';
import { parseWith } from '../input/validation.ts';
import { HttpError } from '../problem/problem.ts';
import { type EntityTag, parseEntityTags } from '../routing/etag.ts';

const EntityTags = (description: string) =>
  v.exactOptional(parseWith(v.string(), parseEntityTags, { ...ENTITY_TAGS, description }));

/** What requests that change a task may ask of it first. */
export const PreconditionHeaders = v.object({
  'if-match': EntityTags('Only if the task is still as this `ETag` says; else 412.'),
  'if-none-match': EntityTags('Only if the task is not, or not any more, as this `ETag` says; else 412.'),
});

/** The same for a request to create, whose target is the list: it is there, and no task to come has a version. */
export const CreatePreconditionHeaders = v.object({
  'if-match': EntityTags('Only if there is a list, as `*` says; else 412, for a new task has no version yet.'),
  'if-none-match': EntityTags('With `*`, 412: there is a list. To create a task once, use PUT with an id of your own.'),
});

/** The same for a request that only reads. What is no list of tags matches nothing as `If-None-Match`. */
export const ReadPreconditionHeaders = v.object({
  'if-match': EntityTags('Only if it is still as this `ETag` says; else 412.'),
  'if-none-match': v.optional(
    v.pipe(
      v.string(),
      v.metadata({ ...ENTITY_TAGS, description: 'Only if it is not any more as this `ETag` says; else 304.' }),
    ),
    '',
  ),
});

type Headers = v.InferOutput<typeof PreconditionHeaders>;

/** @throws HttpError `precondition_failed` if the conditions of a request to create cannot hold */
export function checkCreate({ 'if-match': only, 'if-none-match': not }: Headers): void {
  if (only !== undefined && only !== '*')
    throw unmet('If-Match names the version of a task, and a new one has none yet');
  if (not === '*') throw unmet('If-None-Match: * is for PUT, which creates a task once under an id of your own');
}

function unmet(detail: string): HttpError {
  return new HttpError('precondition_failed', { detail });
}

export function preconditionOf({ 'if-match': only, 'if-none-match': not }: Headers): Precondition | undefined {
  if (only === undefined && not === undefined) return undefined;
  return {
    // A weak tag is never good enough to overwrite what it stands for, but good enough to spare it.
    only: only === undefined || only === '*' ? undefined : versions(only.filter(({ isWeak }) => !isWeak)),
    not: not === '*' ? 'any' : not && versions(not),
  };
}

/** Tags that are no version of ours stand for something that no task ever was. */
function versions(tags: readonly EntityTag[]): Version[] {
  return tags.filter(({ value }) => /^[1-9]\d{0,9}$/.test(value)).map(({ value }) => Number(value) as Version);
}
