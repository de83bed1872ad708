import { matcher } from '../../../domain/filter/matches.ts';
import { wordsFilter } from '../../../domain/filter/words.ts';
import { ACTIONS, type ActionId } from '../../keyboard/actions.ts';
import { runAction } from '../../keyboard/run-action.ts';
import { targets } from '../../keyboard/task-acts.ts';
import type { Texts } from '../../texts/en.ts';
import type { Ui } from '../model/ui.ts';
import { filterLinks, listLinks, mainLinks, tagLinks } from '../nav/links.ts';
import { type Command, found } from './command.ts';
import { keyWords } from './key-words.ts';

const MOST_TASKS = 5;
/** Actions that are left out of the command palette, because they are useless in it. */
const LEFT_OUT: readonly ActionId[] = ['palette', 'close'];

/** Returns the commands of the palette that match a typed text: actions, views, lists, tags, filters and tasks. */
export function commandsOf(ui: Ui, words: Texts, text: string): readonly Command[] {
  return [...found([...actionCommands(ui, words), ...placeCommands(ui, words)], text), ...taskCommands(ui, text)];
}

function actionCommands(ui: Ui, words: Texts): readonly Command[] {
  const hasTargets = targets(ui).length > 0;
  return ACTIONS.filter(({ id, section }) => !LEFT_OUT.includes(id) && (section !== 'task' || hasTargets)).map(
    ({ id, keys: [keys] }) => ({
      key: id,
      label: words.actions[id],
      hint: keys && keyWords(keys, words),
      icon: 'bolt',
      run: () => runAction(id, ui),
    }),
  );
}

function placeCommands(ui: Ui, words: Texts): readonly Command[] {
  return [...mainLinks(ui, words), ...listLinks(ui), ...tagLinks(ui), ...filterLinks(ui)].map(
    ({ place, label, icon }) => ({ key: `${place.name} ${label}`, label, icon, run: () => ui.router.go(place) }),
  );
}

function taskCommands(ui: Ui, text: string): readonly Command[] {
  const filter = wordsFilter(text);
  if (filter === undefined) return [];
  const isFound = matcher(filter, { now: ui.clock.now.value, zone: ui.clock.zone });
  const commands: Command[] = [];
  for (const task of ui.workspace.tasks.value.values()) {
    if (task.completed || !isFound(task)) continue;
    commands.push({
      key: task.id,
      label: task.title,
      icon: 'check',
      hint: task.list ?? undefined,
      run: () => ui.router.openTask(task.id),
    });
    if (commands.length === MOST_TASKS) break;
  }
  return commands;
}
