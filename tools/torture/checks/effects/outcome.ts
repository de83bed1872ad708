import type { Content, Task } from '../../../support/wire.ts';
import type { Step } from '../../requests/step.ts';
import { contentOf } from '../log/log-index.ts';
import type { Effect } from './effects.ts';

/** The fields of a task that a step of a write determines. */
type Outcome = Content & Pick<Task, 'completed_at'>;

const BLANK: Content = {
  title: '',
  description: null,
  completed: false,
  priority: 'none',
  tags: [],
  list: null,
  start: null,
  due: null,
};

export function outcomeIn(task: Task | null): Outcome | null {
  return task === null ? null : { ...(contentOf(task) as Content), completed_at: task.completed_at };
}

/**
 * Returns the state of a task that a step of a write must lead to; null if the step deletes the task.
 *
 * @param before the state of the task before the step; null if the task did not exist
 * @param at the time of the change
 * @param restored the state of the task before the undone change, if the step is an undo; otherwise null
 */
export function outcomeOf({ op, edit }: Effect['step'], before: Task | null, at: string, restored: Task | null) {
  if (op === 'undo') return outcomeIn(restored);
  if (op === 'delete') return null;
  const wanted = op === 'toggle' ? { completed: !before?.completed } : edit;
  return edited(outcomeIn(before) ?? { ...BLANK, completed_at: null }, wanted, at);
}

function edited(before: Outcome, { add_tags, remove_tags, ...content }: Step['edit'], at: string): Outcome {
  const after = { ...before, ...content };
  const tags = editedTags(after.tags, add_tags, remove_tags);
  const completed_at = before.completed ? before.completed_at : at;
  return { ...after, tags, completed_at: after.completed ? completed_at : null };
}

/**
 * Returns the tags after first removing and then adding some. Adding a tag that the task has, perhaps in another case,
 * changes nothing.
 */
function editedTags(old: readonly string[], add: readonly string[] = [], remove: readonly string[] = []): string[] {
  const kept = old.filter((tag) => !has(remove, tag));
  return [...kept, ...add.filter((tag) => !has(kept, tag))];
}

function has(tags: readonly string[], tag: string): boolean {
  return tags.some((other) => other.toLowerCase() === tag.toLowerCase());
}
