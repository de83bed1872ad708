import { useSignal } from '@preact/signals';
import { texts } from '../../texts/texts.ts';
import { Icon } from '../frame/icon.tsx';
import { useUi } from '../model/ui.ts';
import { CompletedInput } from './completed-input.tsx';
import { completionsOf, sortCompletions } from './completion.ts';

interface Props {
  readonly filter: string;
  readonly sort: string;
}

/** Inputs for a filter in the filter language and for its order, and a form that saves both under a name. */
export function FilterBox({ filter, sort }: Props) {
  const ui = useUi();
  const { counts, router, view, workspace } = ui;
  const words = texts.value.filter;
  const name = useSignal('');
  const saved = workspace.savedFilters.value.find((each) => each.filter === filter && each.sort === sort);
  const names = {
    tags: counts.value.tags.map((each) => each.name),
    lists: counts.value.lists.map((each) => each.name),
  };
  return (
    <section class="filter" aria-label={words.label}>
      <CompletedInput
        id="filter"
        label={words.label}
        value={filter}
        hint={words.hint}
        error={view.value.error}
        onInput={(text) => router.replace({ name: 'filter', filter: text, sort })}
        completionsAt={(text, caret) => completionsOf(text, caret, names)}
      />
      <div class="filter-more">
        <CompletedInput
          id="sort"
          label={words.sort}
          value={sort}
          hint={words.sortHint}
          onInput={(text) => router.replace({ name: 'filter', filter, sort: text })}
          completionsAt={sortCompletions}
        />
        {saved === undefined ? (
          <form
            class="filter-save"
            onSubmit={(event) => {
              event.preventDefault();
              if (name.value.trim() === '' || view.value.error !== undefined) return;
              workspace.saveFilter({ name: name.value.trim(), filter, sort });
              name.value = '';
            }}
          >
            <input
              class="input"
              value={name}
              placeholder={words.name}
              aria-label={words.name}
              onInput={(event) => {
                name.value = event.currentTarget.value;
              }}
            />
            <button type="submit" class="button button--outlined">
              {words.save}
            </button>
          </form>
        ) : (
          <p class="filter-save">
            <span class="filter-name">{saved.name}</span>
            <button
              type="button"
              class="button button--icon"
              title={words.remove}
              aria-label={words.remove}
              onClick={() => workspace.removeFilter(saved.name)}
            >
              <Icon name="trash" />
            </button>
          </p>
        )}
      </div>
    </section>
  );
}
