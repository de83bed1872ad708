import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';
import { mainLinks } from './links.ts';
import { NavLink } from './nav-link.tsx';

/**
 * The links to the main views, at the lower edge of a phone. All other links are in a menu that one of the buttons
 * opens.
 */
export function BottomBar() {
  const ui = useUi();
  const words = texts.value;
  const isHidden = ui.router.open.value !== undefined;
  return (
    <nav class="bottom" aria-label={words.views.main} hidden={isHidden}>
      {mainLinks(ui, words)
        .slice(0, 3)
        .map((link) => (
          <NavLink key={link.label} {...link} />
        ))}
      <NavLink place={{ name: 'search', q: '' }} label={words.views.search} icon="search" />
      <button
        type="button"
        class="nav-link"
        onClick={() => {
          ui.dialog.value = { kind: 'drawer' };
        }}
      >
        <Icon name="more" />
        <span class="nav-label">{words.views.more}</span>
      </button>
    </nav>
  );
}
