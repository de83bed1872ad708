import { texts } from '../../texts/texts.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

/** A bar of buttons that change all selected tasks. */
export function BulkBar() {
  const { selection } = useUi();
  const { selected } = selection;
  const words = texts.value;
  if (selected.value.size === 0) return null;
  return (
    <section class="bulk" aria-label={words.selection.label}>
      <output class="bulk-count">{words.selection.count(selected.value.size)}</output>
      <ActionButton action="complete" icon="check" />
      <ActionButton action="due" icon="upcoming" />
      <ActionButton action="priority" icon="flag" />
      <ActionButton action="list" icon="list" />
      <ActionButton action="tag" icon="tag" />
      <ActionButton action="delete" icon="trash" />
      <button
        type="button"
        class="button button--icon"
        aria-label={words.selection.clear}
        title={words.selection.clear}
        onClick={() => selection.clear()}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
