import * as v from 'valibot';
import type { Precondition } from '../../../domain/precondition.ts';
import type { Version } from '../../../domain/version.ts';
import { type EntityTag, parseEntityTags } from '../etag.ts';
import { parsed } from '../validation.ts';

const EntityTags = (description: string) =>
  v.exactOptional(parsed(v.string(), parseEntityTags, { type: 'string', description }));

/** What requests that change a task may ask of it first. */
export const PreconditionHeaders = v.object({
  'if-match': EntityTags('Only if the task is still as this `ETag` says; else 412.'),
  'if-none-match': EntityTags('Only if the task is not, or not any more, as this `ETag` says; else 412.'),
});

/** What a client has already. What is no list of tags matches nothing. */
export const KnownHeaders = v.object({
  'if-none-match': v.optional(
    v.pipe(v.string(), v.metadata({ description: 'Only if it is not any more as this `ETag` says; else 304.' })),
    '',
  ),
});

type Headers = v.InferOutput<typeof PreconditionHeaders>;

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
