import { PRIORITIES } from '../../../domain/tasks/priority.ts';
import { type TaskDate, taskDate } from '../../../domain/tasks/task-date.ts';
import type { Chip } from '../../quick-add/chip.ts';
import { dateWords, type Reader } from '../../texts/day-words.ts';
import type { Texts } from '../../texts/en.ts';
import { texts } from '../../texts/texts.ts';
import { Icon, type IconName } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

interface Props {
  readonly chips: readonly Chip[];
  readonly onDismiss: (key: string) => void;
}

const ICONS: Readonly<Record<Chip['field'], IconName>> = {
  due: 'upcoming',
  start: 'upcoming',
  priority: 'flag',
  tags: 'tag',
  list: 'list',
  description: 'note',
};

/**
 * Buttons for the words of a quick-add line that give fields of the new task. A click turns the words back into text of
 * the title.
 */
export function Chips({ chips, onDismiss }: Props) {
  const { reader } = useUi();
  const { add } = texts.value;
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label={add.understood}>
      {chips.map((chip) => (
        <li key={chip.key}>
          <button
            type="button"
            class="chip"
            title={add.dismiss(chip.text)}
            aria-label={`${valueWords(chip, reader.value, texts.value)}. ${add.dismiss(chip.text)}`}
            onClick={() => onDismiss(chip.key)}
          >
            <Icon name={ICONS[chip.field]} />
            <span>{valueWords(chip, reader.value, texts.value)}</span>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function valueWords({ field, value }: Chip, reader: Reader, { fields, priorities, row }: Texts): string {
  switch (field) {
    case 'due':
      return `${fields.due} ${dateWords(date(value), reader)}`;
    case 'start':
      return row.starts(dateWords(date(value), reader));
    case 'priority': {
      const priority = PRIORITIES.find((each) => each === value);
      return priority === undefined ? value : priorities[priority];
    }
    case 'tags':
      return `@${value}`;
    default:
      return value;
  }
}

function date(text: string): TaskDate {
  return taskDate(text);
}
