import { expect } from 'chai';
import { descriptionWithNotes } from '../../../src/adapters/imports/import-report.ts';
import type { ImportedTask } from '../../../src/adapters/imports/imported-file.ts';
import { description } from '../../../src/domain/tasks/description.ts';
import { listName } from '../../../src/domain/tasks/list-name.ts';
import { priority } from '../../../src/domain/tasks/priority.ts';
import { tag, tags } from '../../../src/domain/tasks/tags.ts';
import { taskDate } from '../../../src/domain/tasks/task-date.ts';
import { title } from '../../../src/domain/tasks/title.ts';

/**
 * Fails if the domain rejects a field of an imported task, or if an import note does not have the form `key: value` on
 * one line.
 */
export function checkTask({ place, content, completedAt, notes }: ImportedTask): void {
  expect(place).to.match(/^(?:line \d+|\$.*)$/);
  title(content.title);
  if (content.description !== null) description(content.description);
  description(descriptionWithNotes({ place, content, completedAt, notes }) ?? '');
  priority(content.priority);
  expect(tags(content.tags.map(tag))).to.deep.equal(content.tags);
  if (content.list !== null) listName(content.list);
  for (const date of [content.start, content.due]) if (date !== null) expect(taskDate(date)).to.equal(date);
  if (completedAt !== null) expect(content.completed && Number.isInteger(completedAt)).to.equal(true);
  for (const note of notes) expect(note).to.match(/^[^\n]*?: [^\n]+$/);
}
