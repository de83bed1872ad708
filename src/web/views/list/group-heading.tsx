import { dayHeading } from '../../texts/day-words.ts';
import { texts } from '../../texts/texts.ts';
import type { Item } from '../model/items.ts';
import { useUi } from '../model/ui.ts';

interface Props {
  readonly item: Extract<Item, { kind: 'group' }>;
  /** The distance of the heading from the top of the list, in pixels. */
  readonly top: number;
}

/** The heading of a group of tasks in the list, such as `Overdue`, with the number of its tasks. */
export function GroupHeading({ item: { group, count }, top }: Props) {
  const { reader } = useUi();
  const words = typeof group === 'number' ? dayHeading(group, reader.value) : texts.value.groups[group];
  return (
    <li class="group" style={{ transform: `translateY(${top}px)` }}>
      <h2>{words}</h2>
      <span class="count">{count}</span>
    </li>
  );
}
