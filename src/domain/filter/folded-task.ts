import { fold } from '../fold.ts';
import type { Task } from '../tasks/task.ts';
import type { TextField } from './filter.ts';

/** The cached texts that filters and sort orders derive from a task, without case and accents. */
export type DerivedText = TextField | 'titleWords' | 'descriptionWords' | 'nameWords';
type Texts = { [Each in DerivedText]: string | undefined };

/** The maximum length of all cached texts together. Folding can turn one character, U+FDFA, into 18. */
const MAX_CHARACTERS = 32_000_000;
/** The memory that a cached name takes in addition to its texts, in characters. */
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

/** Returns a task's title or description without case and accents; '' if there is no description. */
export function foldedText(task: Task, field: TextField): string {
  return derivedText(task, field, FOLDED[field]);
}

/** Returns the name of a tag or list without case and accents. */
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

/** Adds to the number of cached characters. Empties the cache if there are more than MAX_CHARACTERS. */
function count(more: number): void {
  characters += more;
  if (characters <= MAX_CHARACTERS) return;
  ofTasks = new WeakMap();
  ofNames = new Map();
  characters = 0;
}
