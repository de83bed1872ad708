import { useMemo } from 'preact/hooks';
import { sorted } from '../../../domain/filter/sort.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { texts } from '../../texts/texts.ts';
import { RowMeta } from '../list/row-meta.tsx';
import { useUi } from '../model/ui.ts';

/** The most tasks of a past state that are shown. They are rendered all at once, unlike the list of current tasks. */
const MOST_SHOWN = 500;

/** A list of tasks as they were in the past, which cannot be changed. */
export function PastTasks({ tasks }: { readonly tasks: readonly Task[] }) {
  const { clock } = useUi();
  const words = texts.value;
  const inOrder = useMemo(() => {
    const all = sorted(tasks, [], clock.zone);
    return [...all.filter((each) => !each.completed), ...all.filter((each) => each.completed)];
  }, [tasks, clock]);
  return (
    <>
      <p class="past-count">{words.tasks(tasks.length)}</p>
      <ul class="past-list" aria-label={words.past.all}>
        {inOrder.slice(0, MOST_SHOWN).map((task) => (
          <li key={task.id} class={`past-task${task.completed ? ' row--done' : ''}`}>
            <span class="past-mark" role="img" aria-label={task.completed ? words.groups.done : words.groups.open} />
            <span class="row-title">{task.title}</span>
            <RowMeta task={task} isPending={false} />
          </li>
        ))}
      </ul>
    </>
  );
}
