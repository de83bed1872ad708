import { texts } from '../../texts/texts.ts';
import type { Place } from '../model/route.ts';
import { useUi } from '../model/ui.ts';
import { Icon } from './icon.tsx';

/** The text that a view shows if it has no tasks. */
export function Empty({ place }: { readonly place: Place }) {
  const { workspace, view } = useUi();
  const { empty } = texts.value;
  if (view.value.error !== undefined || place.name === 'past') return null;
  const isStarting = workspace.connection.value.state === 'starting' && workspace.tasks.value.size === 0;
  const isUnasked = place.name === 'search' && view.value.filter === null;
  return (
    <div class="empty">
      <Icon name={place.name} />
      <p>{isStarting ? empty.starting : isUnasked ? empty.searchHint : empty[place.name]}</p>
    </div>
  );
}
