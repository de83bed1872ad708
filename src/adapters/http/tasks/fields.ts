import * as v from 'valibot';
import { taskId, userId } from '../../../domain/identity.ts';
import { UUID_PATTERN } from '../docs/patterns.ts';
import { parseWith } from '../input/validation.ts';

const UUID = { type: 'string', format: 'uuid', pattern: UUID_PATTERN };

export const UserIdField = parseWith(v.string(), userId, {
  type: 'string',
  pattern: `^(?:me|${UUID_PATTERN.replace(/^\^|\$$/g, '')})$`,
  description: 'The user who owns the tasks: any UUID, in upper or lower case, or `me`, the user of the credential.',
  examples: ['3fa85f64-5717-4562-b3fc-2c963f66afa6'],
});

export const TaskIdField = parseWith(v.string(), taskId, {
  ...UUID,
  description: 'The id of the task: any UUID, in upper or lower case.',
  examples: ['01a206d1-ff9a-748f-a961-0e25da91ff65'],
});
