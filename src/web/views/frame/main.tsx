import { useEffect } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import { QuickAdd } from '../add/quick-add.tsx';
import { TaskList } from '../list/task-list.tsx';
import type { Place } from '../model/route.ts';
import { useUi } from '../model/ui.ts';
import { isNarrow } from '../model/width.ts';
import { SyncState } from '../nav/sync-state.tsx';
import { PastView } from '../past/past-view.tsx';
import { FilterBox } from '../search/filter-box.tsx';
import { SearchBox } from '../search/search-box.tsx';
import { Empty } from './empty.tsx';
import { Heading } from './heading.tsx';
import { titleOf } from './title-of.ts';

/** The main part of the page: the heading of the view, the input that adds tasks, and the tasks. */
export function Main({ isCovered }: { readonly isCovered: boolean }) {
  const ui = useUi();
  const place = ui.router.place.value;
  const title = titleOf(place, texts.value, ui.workspace.savedFilters.value);
  const { state } = ui.workspace.connection.value;
  // On a phone there is no sidebar, so the state of the connection is shown here if it is unusual.
  const saysState = isNarrow.value && state !== 'live' && state !== 'starting';
  useEffect(() => {
    document.title = `${title} · Taskport`;
  }, [title]);
  return (
    <main class="main" data-scrolls inert={isCovered}>
      <div class="column">
        {saysState && <SyncState />}
        <Heading title={title} />
        {place.name === 'past' ? <PastView /> : <Tasks place={place} title={title} />}
      </div>
    </main>
  );
}

function Tasks({ place, title }: { readonly place: Place; readonly title: string }) {
  const ui = useUi();
  const isEmpty = ui.selection.ids.value.length === 0;
  return (
    <>
      {place.name === 'search' && <SearchBox q={place.q} />}
      {place.name === 'filter' && <FilterBox filter={place.filter} sort={place.sort} />}
      {place.name !== 'search' && place.name !== 'filter' && place.name !== 'done' && <QuickAdd />}
      {isEmpty ? <Empty place={place} /> : <TaskList name={title} />}
    </>
  );
}
