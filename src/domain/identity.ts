import type { Brand } from './brand.ts';
import { InvalidValue } from './errors.ts';

/** Who owns a task: any UUID, lower case. A user needs no registration. */
export type UserId = Brand<string, 'UserId'>;

/** Which task, among its owner's: a UUID, lower case. */
export type TaskId = Brand<string, 'TaskId'>;

// The textual form of RFC 9562 section 4, of any version: who the users are is not for this service to say.
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
