import { fold } from '../fold.ts';
import type { Task } from '../tasks/task.ts';
import type { TextField } from './filter.ts';

/** The texts that filters and sort orders derive from a task. Those for words are made in `words.ts`. */
export type DerivedText = TextField | 'titleWords' | 'descriptionWords' | 'nameWords';
type Texts = { [Each in DerivedText]: string | undefined };

/** The most characters of all texts kept. Folding makes up to 18 characters of one, as of U+FDFA. */
const MAX_CHARACTERS = 32_000_000;
/** How many characters the entry of a name counts for, besides its texts. */
const NAME_ENTRY = 100;

let ofTasks = new WeakMap<Task, Texts>();
/** Folded names of tags and lists: few names stand on many tasks. */
let ofNames = new Map<string, string>();
let characters = 0;

/** Returns a text of a task, which `derive` makes when a filter or sort order first asks for it. */
export function derivedText(task: Task, key: DerivedText, derive: (task: Task) => string): string {
  let texts = ofTasks.get(task);
  if (texts === undefined) {
    texts = {
      title: undefined,
      description: undefined,
      titleWords: undefined,
      descriptionWords: undefined,
      nameWords: undefined,
    };
    ofTasks.set(task, texts);
  }
  let text = texts[key];
  if (text === undefined) {
    text = derive(task);
    texts[key] = text;
    count(text.length);
  }
  return text;
}

/** Returns the folded title or description of a task; '' without a description. */
export function foldedText(task: Task, field: TextField): string {
  return derivedText(task, field, FOLDED[field]);
}

/** Returns the folded name of a tag or list. */
export function foldedName(name: string): string {
  let folded = ofNames.get(name);
  if (folded === undefined) {
    folded = fold(name);
    ofNames.set(name, folded);
    count(name.length + folded.length + NAME_ENTRY);
  }
  return folded;
}

const FOLDED = {
  title: ({ title }: Task) => fold(title),
  description: ({ description }: Task) => fold(description ?? ''),
};

/** Counts characters that were kept. Drops all texts past the bound, these too. */
function count(more: number): void {
  characters += more;
  if (characters <= MAX_CHARACTERS) return;
  ofTasks = new WeakMap();
  ofNames = new Map();
  characters = 0;
}
