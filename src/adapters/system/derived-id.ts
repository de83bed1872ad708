import { v5 } from 'uuid';
import { type TaskId, taskId, type UserId } from '../../domain/identity.ts';

/** Returns the id of version 5 (RFC 9562 section 5.5) that a name has among the tasks of a user: always the same one. */
export function derivedId(owner: UserId, name: string): TaskId {
  return taskId(v5(Buffer.from(`${owner} ${name}`), NAMESPACE));
}

/** The namespace of ids that are derived from what was imported: any UUID that nothing else uses. */
const NAMESPACE = '5b0b7f0e-6d5c-4b3e-9d0a-3c5a4e7e2f61';
