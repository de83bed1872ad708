import { fold } from '../../../domain/fold.ts';
import { DESCRIPTION_MAX_LENGTH, description } from '../../../domain/tasks/description.ts';
import { LIST_MAX_LENGTH, type ListName, listName } from '../../../domain/tasks/list-name.ts';
import { MAX_TAGS, TAG_MAX_LENGTH, type Tag, type Tags, tag, tags } from '../../../domain/tasks/tags.ts';
import { TITLE_MAX_LENGTH, title } from '../../../domain/tasks/title.ts';
import type { ImportedTask } from '../imported-file.ts';
import { cut, hasUnstorable, isVisible, lengthOf, onOneLine, storable } from '../text/clean.ts';
import type { Comment, Draft } from './draft.ts';
import { ancestorsOf } from './parents.ts';

/**
 * Converts a draft to a task: cuts long texts, replaces characters that cannot be stored, and adds import notes on
 * both.
 */
export function seal(draft: Draft): ImportedTask {
  const text = descriptionOf(draft);
  const content = {
    title: title(finalTitle(draft)),
    description: text === '' ? null : description(text),
    completed: draft.completed,
    priority: draft.priority,
    tags: tagsOf(draft),
    list: listOf(draft),
    start: draft.start,
    due: draft.due,
  };
  if (draft.completed && draft.completedAt === null && !draft.notes.has('completed_at')) {
    draft.notes.add('completed_at', 'unknown');
  }
  return { place: draft.place, content, completedAt: draft.completedAt, notes: draft.notes.all() };
}

/**
 * A cache of the shortened titles: the title of a task is needed again in the description of each of its descendants.
 */
const finalTitles = new WeakMap<Draft, string>();

function finalTitle(draft: Draft): string {
  let text = finalTitles.get(draft);
  if (text === undefined) {
    const whole = storable(draft.title);
    text = isVisible(whole) ? cut(whole, TITLE_MAX_LENGTH) : '(no title)';
    finalTitles.set(draft, text);
  }
  return text;
}

function descriptionOf(draft: Draft): string {
  const whole = storable(draft.title);
  if (hasUnstorable(draft.title)) draft.notes.add('title', 'characters that cannot be stored became U+FFFD');
  const isLong = whole !== cut(whole, TITLE_MAX_LENGTH) && isVisible(whole);
  if (isLong) draft.notes.add('title', `cut from ${lengthOf(whole)} code points`);
  if (!isVisible(whole) && !draft.notes.has('title')) draft.notes.add('title', 'empty');
  const ancestors = ancestorsOf(draft).map(finalTitle).join(' > ');
  const joined = [
    isLong ? whole : '',
    draft.text,
    draft.checklist.join('\n'),
    ancestors === '' ? '' : `Subtask of: ${ancestors}`,
    draft.comments.flatMap(commentLine).join('\n'),
  ]
    .map((part) => part.trimEnd())
    .filter((part) => part !== '')
    .join('\n\n');
  if (hasUnstorable(joined)) draft.notes.add('description', 'characters that cannot be stored became U+FFFD');
  const text = storable(joined);
  const short = cut(text, DESCRIPTION_MAX_LENGTH);
  if (short !== text) draft.notes.add('description', `cut from ${lengthOf(text)} code points`);
  return short;
}

function commentLine(comment: Comment): string[] {
  const text = comment.text.trimEnd();
  return text === '' ? [] : [`Comment${comment.at === null ? '' : `, ${comment.at}`}: ${text}`];
}

function tagsOf(draft: Draft): Tags {
  const seen = new Set<string>();
  const result: Tag[] = [];
  for (const written of draft.tags) {
    const name = cut(onOneLine(storable(written)), TAG_MAX_LENGTH);
    if (!isVisible(name)) {
      if (written !== '') draft.notes.add('tags', 'a tag without a name');
      continue;
    }
    const folded = fold(name);
    if (seen.has(folded)) continue;
    seen.add(folded);
    if (result.length >= MAX_TAGS) draft.notes.add('tags', `${written} is one too many`);
    else {
      if (name !== written) draft.notes.add('tags', `${written} is kept as ${name}`);
      result.push(tag(name));
    }
  }
  return tags(result);
}

function listOf(draft: Draft): ListName | null {
  if (draft.list === null) return null;
  const name = cut(storable(draft.list), LIST_MAX_LENGTH);
  if (!isVisible(name)) {
    if (!draft.notes.has('list')) draft.notes.add('list', 'without a name');
    return null;
  }
  if (name !== draft.list) draft.notes.add('list', `${draft.list} is kept as ${name}`);
  return listName(name);
}
