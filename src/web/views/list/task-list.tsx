import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import { useUi } from '../model/ui.ts';
import { isNarrow } from '../model/width.ts';
import { GroupHeading } from './group-heading.tsx';
import { offsetsOf } from './layout.ts';
import { Row } from './row.tsx';
import { useWindow } from './use-window.ts';

/**
 * The tasks of the view as a virtual list: the document contains only the visible rows, some rows around them, and the
 * active row.
 */
export function TaskList({ name }: { readonly name: string }) {
  const ui = useUi();
  const { selection, editing, workspace } = ui;
  const items = ui.items.value;
  const list = useRef<HTMLUListElement>(null);
  const offsets = useMemo(() => offsetsOf(items, isNarrow.value), [items, isNarrow.value]);
  const [first, last] = useWindow(list, offsets);
  const active = selection.active.value ?? selection.ids.value[0];
  const selected = selection.selected.value;
  const open = ui.router.open.value;
  const pending = workspace.pending.value;
  // Focus requests that were made before this list was rendered are ignored, so that a new list does not take the
  // focus.
  const granted = useRef(selection.focusWishes.peek());

  useLayoutEffect(() => {
    const wishes = selection.focusWishes.value;
    if (granted.current === wishes || active === undefined) return;
    granted.current = wishes;
    const button = list.current?.querySelector<HTMLElement>(`[data-id="${active}"] .row-body`);
    button?.focus({ preventScroll: true });
    button?.closest('li')?.scrollIntoView({ block: 'nearest' });
  });

  const lines = [];
  for (let index = first; index <= last; index++) lines.push(index);
  const activeLine = items.findIndex((item) => item.kind === 'task' && item.task.id === active);
  if (activeLine >= 0 && (activeLine < first || activeLine > last)) lines.push(activeLine);

  return (
    <ul
      ref={list}
      class={`tasks${selection.selecting.value || selected.size > 0 ? ' tasks--selecting' : ''}`}
      aria-label={texts.value.row.list(name)}
      style={{ height: `${offsets[items.length] ?? 0}px` }}
    >
      {lines.map((index) => {
        const item = items[index];
        const top = offsets[index] ?? 0;
        if (item === undefined) return null;
        if (item.kind === 'group') return <GroupHeading key={`group ${item.group}`} item={item} top={top} />;
        const { task, day } = item;
        return (
          <Row
            key={task.id}
            task={task}
            day={day}
            top={top}
            isTall={(offsets[index + 1] ?? 0) - top > 50}
            position={(selection.indexes.value.get(task.id) ?? 0) + 1}
            size={selection.ids.value.length}
            isActive={task.id === active}
            isSelected={selected.has(task.id)}
            isOpen={task.id === open}
            isEditing={editing.value === task.id}
            isPending={pending.has(task.id)}
          />
        );
      })}
    </ul>
  );
}
