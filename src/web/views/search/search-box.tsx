import { useLayoutEffect, useRef } from 'preact/hooks';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';

/** An input that searches tasks while the user types. Arrow down or Enter focuses the first found task. */
export function SearchBox({ q }: { readonly q: string }) {
  const { router, selection } = useUi();
  const { search } = texts.value;
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  return (
    <search class="add">
      <div class="add-line">
        <Icon name="search" />
        <input
          ref={input}
          type="search"
          class="add-input"
          value={q}
          aria-label={search.label}
          placeholder={search.placeholder}
          autocomplete="off"
          onInput={(event) => router.replace({ name: 'search', q: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
            event.preventDefault();
            selection.focus(selection.ids.value[0]);
          }}
        />
      </div>
    </search>
  );
}
