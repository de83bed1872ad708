import { Icon } from '../frame/icon.tsx';
import type { Place } from '../model/route.ts';
import { formatRoute } from '../model/route.ts';
import { useUi } from '../model/ui.ts';
import type { LinkTo } from './links.ts';

/** A link to a view. A plain click shows the view without loading the page again. */
export function NavLink({ place, label, icon, count }: LinkTo) {
  const { router, dialog } = useUi();
  const isCurrent = address(router.place.value) === address(place);
  return (
    <a
      class="nav-link"
      href={router.href(place)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        dialog.value = undefined;
        router.go(place);
      }}
    >
      <Icon name={icon} />
      <span class="nav-label">{label}</span>
      {count !== undefined && count > 0 && <span class="count">{count}</span>}
    </a>
  );
}

function address(place: Place): string {
  return formatRoute({ place, open: undefined });
}
