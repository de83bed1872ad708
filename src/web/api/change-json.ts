import type { TaskId } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Task } from '../../domain/tasks/task.ts';
import type { Version } from '../../domain/tasks/version.ts';
import type { PastChange } from '../state/workspace.ts';
import { instantOf, type TaskJson, taskOf } from './task-json.ts';

/** One change of a task, from the user's log of changes, in the JSON of the service. */
export interface ChangeJson {
  readonly seq: number;
  readonly at: string;
  readonly kind: PastChange['kind'];
  readonly task_id: TaskId;
  readonly version: Version;
  readonly task: TaskJson | null;
}

/** A page of changes from the user's log, in the JSON of the service. */
export interface ChangePageJson {
  readonly changes: readonly ChangeJson[];
  readonly next_since: number;
  readonly end: boolean;
}

/** The state of a task right after a change; `task` is null after a deletion. */
export interface State {
  readonly id: TaskId;
  readonly at: Instant;
  readonly task: Task | null;
}

export function stateOf({ task_id: id, at, version, task }: ChangeJson): State {
  return { id, at: instantOf(at), task: task === null ? null : taskOf(task, version) };
}
