import { v5 } from 'uuid';
import { type TaskId, taskId, type UserId } from '../../domain/identity.ts';

/** Returns a task id that depends only on the owner and the name: a UUID of version 5 (RFC 9562, section 5.5). */
export function derivedId(owner: UserId, name: string): TaskId {
  return taskId(v5(Buffer.from(`${owner} ${name}`), NAMESPACE));
}

/** The namespace of the UUIDs that {@link derivedId} returns. It is an arbitrary UUID that no other program uses. */
const NAMESPACE = '5b0b7f0e-6d5c-4b3e-9d0a-3c5a4e7e2f61';
