import { fold } from '../fold.ts';
import type { Task } from '../tasks/task.ts';
import type { WordsField } from './filter.ts';

/** The folded texts of a task by field, each made when a filter or sort order first asks for it. */
type FoldedTexts = { [Field in WordsField]: string | undefined };

const cache = new WeakMap<Task, FoldedTexts>();
/** Folded names of tags and lists: few names stand on many tasks. */
const names = new Map<string, string>();
const MAX_NAMES = 10_000;

/** Returns the folded text of a field. A line break separates texts that stand together. */
export function foldedText(task: Task, field: WordsField): string {
  let texts = cache.get(task);
  if (texts === undefined) {
    texts = { title: undefined, description: undefined, text: undefined, any: undefined };
    cache.set(task, texts);
  }
  let text = texts[field];
  if (text === undefined) {
    text = foldField(task, field);
    texts[field] = text;
  }
  return text;
}

/** Returns the folded name of a tag or list. */
export function foldedName(name: string): string {
  let folded = names.get(name);
  if (folded === undefined) {
    folded = fold(name);
    if (names.size >= MAX_NAMES) names.clear();
    names.set(name, folded);
  }
  return folded;
}

/** Folds each text of a field by itself: ASCII is fast to fold, and one accent would make the joined text slow. */
function foldField({ title, description, tags, list }: Task, field: WordsField): string {
  switch (field) {
    case 'title':
      return fold(title);
    case 'description':
      return fold(description ?? '');
    case 'text':
      return `${fold(title)}\n${fold(description ?? '')}`;
    case 'any':
      return tags.reduce<string>(
        (text, tag) => `${text}\n${foldedName(tag)}`,
        `${fold(title)}\n${fold(description ?? '')}\n${foldedName(list ?? '')}`,
      );
  }
}
