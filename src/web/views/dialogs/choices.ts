import { listName } from '../../../domain/tasks/list-name.ts';
import { PRIORITIES } from '../../../domain/tasks/priority.ts';
import { tag } from '../../../domain/tasks/tags.ts';
import { type TaskDate, taskDate } from '../../../domain/tasks/task-date.ts';
import { keysOf } from '../../keyboard/actions.ts';
import { dueToday, setDue, setPriority } from '../../keyboard/task-acts.ts';
import { parseQuickAdd } from '../../quick-add/quick-add.ts';
import { capital, dateWords } from '../../texts/day-words.ts';
import type { Texts } from '../../texts/en.ts';
import { preferences } from '../model/preferences.ts';
import type { Dialog, Ui } from '../model/ui.ts';
import { textOf } from '../model/view-of.ts';
import { type Command, found } from './command.ts';
import { nextWeekday } from './next-weekday.ts';

type Choosing = Extract<Dialog, { readonly kind: 'choose' }>;

/** Returns commands that set a field of some tasks, one for each value that matches the typed text. */
export function choicesFor(ui: Ui, choosing: Choosing, words: Texts, text: string): readonly Command[] {
  return CHOICES[choosing.field](ui, choosing, words, text);
}

type Choices = (ui: Ui, choosing: Choosing, words: Texts, text: string) => readonly Command[];

const CHOICES: Readonly<Record<Choosing['field'], Choices>> = { due, priority, list, tag: tagChoices };

function due(ui: Ui, { ids }: Choosing, { choose }: Texts, text: string): readonly Command[] {
  const { today, now, zone } = { today: ui.clock.today.value, now: ui.clock.now.value, zone: ui.clock.zone };
  const day = (key: string, label: string, to: number): Command => {
    const date = taskDate(textOf(to));
    return { key, label, icon: 'upcoming', hint: textOf(to), run: () => setDue(ui, ids, date) };
  };
  const fixed: Command[] = [
    { key: 'today', label: choose.today, icon: 'today', hint: textOf(today), run: () => dueToday(ui, ids) },
    day('tomorrow', choose.tomorrow, today + 1),
    day('weekend', choose.weekend, nextWeekday(today, 6)),
    day('nextWeek', choose.nextWeek, nextWeekday(today, 1)),
    { key: 'none', label: choose.noDate, icon: 'close', run: () => setDue(ui, ids, null) },
  ];
  const typed = typedDate(text, { language: preferences.language.value, now, zone, dismissed: [], enabled: true });
  if (typed === undefined) return found(fixed, text);
  const reader = ui.reader.value;
  const label = capital(dateWords(typed, reader), reader.language);
  return [{ key: 'typed', label, icon: 'upcoming', hint: typed, run: () => setDue(ui, ids, typed) }];
}

/**
 * Returns the date that a text means in a quick-add line, such as `tomorrow`; undefined if the text is not just a date.
 */
function typedDate(text: string, options: Parameters<typeof parseQuickAdd>[1]): TaskDate | undefined {
  if (text.trim() === '') return undefined;
  // In a quick-add line, a date alone would be the title. So the line gets the title `x`.
  const { title, fields } = parseQuickAdd(`x ${text}`, options);
  return title === 'x' ? (fields.due ?? undefined) : undefined;
}

function priority(ui: Ui, { ids }: Choosing, { priorities }: Texts, text: string): readonly Command[] {
  const commands = PRIORITIES.toReversed().map(
    (each): Command => ({
      key: each,
      label: priorities[each],
      icon: 'flag',
      hint: keysOf(each)[0],
      run: () => setPriority(ui, ids, each),
    }),
  );
  return found(commands, text);
}

function list(ui: Ui, { ids }: Choosing, { choose, noList }: Texts, text: string): readonly Command[] {
  const move = (name: string | null) => () => {
    ui.workspace.edit(ids, { list: name === null ? null : listName(name) });
  };
  const commands: Command[] = [
    { key: '', label: noList, icon: 'inbox', run: move(null) },
    ...ui.counts.value.lists.map(({ name }): Command => ({ key: name, label: name, icon: 'list', run: move(name) })),
  ];
  return withNew(commands, text, (name) => ({ label: choose.newName(name), icon: 'plus', run: move(name) }), listName);
}

function tagChoices(ui: Ui, { ids }: Choosing, { choose }: Texts, text: string): readonly Command[] {
  const tasks = ids.flatMap((id) => ui.workspace.tasks.value.get(id) ?? []);
  const present = new Set(tasks.flatMap(({ tags }) => tags));
  const add = (name: string) => () => ui.workspace.edit(ids, { addTags: [tag(name)] });
  const names = ui.counts.value.tags.map(({ name }) => name);
  const commands: Command[] = [
    ...names
      .filter((name) => !tasks.every(({ tags }) => tags.some((each) => each === name)))
      .map((name): Command => ({ key: name, label: name, icon: 'tag', run: add(name) })),
    ...[...present].map(
      (each): Command => ({
        key: `remove ${each}`,
        label: choose.removeTag(each),
        icon: 'close',
        run: () => ui.workspace.edit(ids, { removeTags: [each] }),
      }),
    ),
  ];
  return withNew(commands, text, (name) => ({ label: choose.newName(name), icon: 'plus', run: add(name) }), tag);
}

/**
 * Returns the commands that match the typed text. Adds a command for a new tag or list with the typed name, unless it
 * exists or is invalid.
 */
function withNew(
  commands: readonly Command[],
  text: string,
  make: (name: string) => Omit<Command, 'key'>,
  check: (name: string) => string,
): readonly Command[] {
  const hits = found(commands, text);
  const name = text.trim().replace(/^[@#]/, '');
  if (hits.some(({ label }) => label.toLowerCase() === name.toLowerCase())) return hits;
  try {
    return [...hits, { key: 'new name', ...make(check(name)) }];
  } catch {
    return hits;
  }
}
