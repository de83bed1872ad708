import { texts } from '../../texts/texts.ts';
import { useUi } from '../model/ui.ts';
import { ActionButton } from './action-button.tsx';
import { Icon } from './icon.tsx';

/**
 * The heading of a view, with the number of its tasks. Beside it are buttons to select tasks, and to undo the last
 * change.
 */
export function Heading({ title }: { readonly title: string }) {
  const { selection, router, workspace } = useUi();
  const { size } = selection.indexes.value;
  const isPast = router.place.value.name === 'past';
  const words = texts.value.selection;
  const isSelecting = selection.selecting.value;
  return (
    <div class="heading">
      <h1>{title}</h1>
      {!isPast && size > 0 && <span class="count">{size}</span>}
      <span class="heading-tools">
        {isSelecting && (
          <ActionButton action="selectAll" class="link">
            {texts.value.actions.selectAll}
          </ActionButton>
        )}
        {!isPast && size > 0 && (
          <button
            type="button"
            class="button button--icon"
            aria-pressed={isSelecting}
            aria-label={words.start}
            title={words.start}
            onClick={() => {
              if (isSelecting) selection.clear();
              else selection.selecting.value = true;
            }}
          >
            <Icon name="select" />
          </button>
        )}
        <ActionButton action="undo" icon="undo" isDisabled={workspace.lastAct.value === undefined} />
      </span>
    </div>
  );
}
