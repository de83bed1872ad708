import { PRIORITIES, priority } from '../../../domain/tasks/priority.ts';
import type { Task } from '../../../domain/tasks/task.ts';
import { setPriority } from '../../keyboard/task-acts.ts';
import { texts } from '../../texts/texts.ts';
import { useUi } from '../model/ui.ts';

export function PriorityField({ task }: { readonly task: Task }) {
  const ui = useUi();
  const { fields, priorities } = texts.value;
  return (
    <label class="field">
      <span>{fields.priority}</span>
      <select
        class="input"
        value={task.priority}
        onChange={(event) => setPriority(ui, [task.id], priority(event.currentTarget.value))}
      >
        {PRIORITIES.map((each) => (
          <option key={each} value={each} selected={each === task.priority}>
            {priorities[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
