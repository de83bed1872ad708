import type { Brand } from './brand.ts';
import { InvalidValue } from './errors.ts';

/** The id of the user who owns a task: any UUID, in lower case. */
export type UserId = Brand<string, 'UserId'>;

/** The id of a task, unique among the tasks of its owner: a UUID, in lower case. */
export type TaskId = Brand<string, 'TaskId'>;

// A UUID of any version, in the text form of RFC 9562 section 4. Other systems make the ids of users.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws InvalidValue `not_a_uuid` */
export function userId(text: string): UserId {
  return uuid(text) as UserId;
}

/** @throws InvalidValue `not_a_uuid` */
export function taskId(text: string): TaskId {
  return uuid(text) as TaskId;
}

function uuid(text: string): string {
  if (!UUID.test(text)) throw new InvalidValue('not_a_uuid');
  return text.toLowerCase();
}
