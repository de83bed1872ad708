import { fold } from '../fold.ts';
import type { Task } from '../tasks/task.ts';
import type { TextField } from './filter.ts';

/** The texts that filters and sort orders derive from a task. The module `words.ts` computes the `…Words`. */
export type DerivedText = TextField | 'titleWords' | 'descriptionWords' | 'nameWords';
type Texts = { [Each in DerivedText]: string | undefined };

/** The most characters of all cached texts. Folding turns one character into up to 18, as it does with U+FDFA. */
const MAX_CHARACTERS = 32_000_000;
/** The memory of a cached name besides its texts, in characters. */
const NAME_ENTRY = 100;

let ofTasks = new WeakMap<Task, Texts>();
/** A cache of folded names of tags and lists: many tasks share few names. */
let ofNames = new Map<string, string>();
let characters = 0;

/** Returns a cached text of a task. If the text is not cached, computes it with `derive`. */
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

/** Adds to the number of cached characters. Past MAX_CHARACTERS, empties the cache. */
function count(more: number): void {
  characters += more;
  if (characters <= MAX_CHARACTERS) return;
  ofTasks = new WeakMap();
  ofNames = new Map();
  characters = 0;
}
