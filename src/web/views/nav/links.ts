import type { Texts } from '../../texts/en.ts';
import type { IconName } from '../frame/icon.tsx';
import type { Place } from '../model/route.ts';
import type { Ui } from '../model/ui.ts';

/** A link to a view in the navigation of the page. */
export interface LinkTo {
  readonly place: Place;
  readonly label: string;
  readonly icon: IconName;
  readonly count?: number;
}

/** Returns the links to the views that every user has, such as the inbox and Today. */
export function mainLinks({ counts }: Ui, { views }: Texts): readonly LinkTo[] {
  return [
    { place: { name: 'inbox' }, label: views.inbox, icon: 'inbox', count: counts.value.inbox },
    { place: { name: 'today' }, label: views.today, icon: 'today', count: counts.value.today },
    { place: { name: 'upcoming' }, label: views.upcoming, icon: 'upcoming' },
    { place: { name: 'done' }, label: views.done, icon: 'done' },
    { place: { name: 'past' }, label: views.past, icon: 'past' },
  ];
}

export function listLinks({ counts }: Ui): readonly LinkTo[] {
  return counts.value.lists.map(({ name, open }) => ({
    place: { name: 'list', value: name },
    label: name,
    icon: 'list',
    count: open,
  }));
}

export function tagLinks({ counts }: Ui): readonly LinkTo[] {
  return counts.value.tags.map(({ name, open }) => ({
    place: { name: 'tag', value: name },
    label: name,
    icon: 'tag',
    count: open,
  }));
}

export function filterLinks({ workspace }: Ui): readonly LinkTo[] {
  return workspace.savedFilters.value.map(({ name, filter, sort }) => ({
    place: { name: 'filter', filter, sort },
    label: name,
    icon: 'filter',
  }));
}
