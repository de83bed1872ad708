import { texts } from '../../texts/texts.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { useUi } from '../model/ui.ts';
import { filterLinks, type LinkTo, listLinks, mainLinks, tagLinks } from './links.ts';
import { NavLink } from './nav-link.tsx';
import { SyncState } from './sync-state.tsx';

/**
 * The links to views, lists, tags and filters. Below them are the state of the connection and buttons for help and
 * settings.
 */
export function Sidebar() {
  const ui = useUi();
  const words = texts.value;
  return (
    <div class="sidebar-inside">
      <div class="sidebar-tools">
        <ActionButton action="search" icon="search" class="button button--field">
          {words.views.search}
        </ActionButton>
        <ActionButton action="palette" icon="bolt" />
      </div>
      <nav class="nav" aria-label={words.views.main}>
        <Links links={mainLinks(ui, words)} />
        <Section title={words.views.lists} links={listLinks(ui)} />
        <Section title={words.views.tags} links={tagLinks(ui)} />
        <Section title={words.views.filters} links={filterLinks(ui)} />
        <ActionButton action="goFilter" icon="plus" class="nav-link nav-link--quiet">
          {words.filter.open}
        </ActionButton>
      </nav>
      <div class="sidebar-foot">
        <SyncState />
        <ActionButton action="help" icon="help" />
        <ActionButton action="settings" icon="settings" />
      </div>
    </div>
  );
}

function Section({ title, links }: { readonly title: string; readonly links: readonly LinkTo[] }) {
  if (links.length === 0) return null;
  return (
    <>
      <h2 class="nav-title">{title}</h2>
      <Links links={links} />
    </>
  );
}

function Links({ links }: { readonly links: readonly LinkTo[] }) {
  return (
    <ul class="nav-list">
      {links.map((link) => (
        <li key={`${link.icon} ${link.label}`}>
          <NavLink {...link} />
        </li>
      ))}
    </ul>
  );
}
