import type { Priority } from '../../../domain/tasks/priority.ts';

interface Props {
  readonly isChecked: boolean;
  readonly priority: Priority;
  readonly label: string;
  readonly tabIndex?: number;
  readonly onChange: () => void;
}

/**
 * The round checkbox that completes a task. The colour of its ring shows the priority, which the row also shows as
 * text.
 */
export function Check({ isChecked, priority, label, tabIndex, onChange }: Props) {
  return (
    <label class={`check check--${priority}`}>
      <input
        type="checkbox"
        checked={isChecked}
        aria-label={label}
        tabIndex={tabIndex}
        // Resets the box, which the browser has toggled, to the state of the task. Otherwise the box would stay checked
        // after the completion is undone.
        onChange={(event) => {
          event.currentTarget.checked = isChecked;
          onChange();
        }}
      />
      <svg class="check-mark" viewBox="0 0 20 20" aria-hidden="true">
        <path d="M5.5 10.4l3 3 6-6.6" />
      </svg>
    </label>
  );
}
