import { expect } from 'chai';
import type { ImportedTask } from '../../../src/adapters/imports/imported-file.ts';
import { readExport } from '../../../src/adapters/imports/read-export.ts';
import { fixture, NOW, REALISTIC } from './fixtures.ts';

interface ExpectedTask {
  readonly notes: readonly string[];
}

describe('the import of realistic exports', () => {
  for (const [path, expectedPath, format] of REALISTIC) {
    it(`reads the expected tasks from ${path}`, () => {
      const file = readExport(path.slice(path.indexOf('/') + 1), fixture(path), { now: NOW });
      const expected: ExpectedTask[] = JSON.parse(new TextDecoder().decode(fixture(expectedPath)));
      expect(file.format).to.equal(format);
      expect(file.skipped).to.deep.equal([]);
      expect(file.tasks.map(comparable)).to.deep.equal(
        expected.map((task) => ({ ...task, notes: keysOf(task.notes) })),
      );
    });
  }
});

/**
 * Returns the parts of a task to compare with the expected task. Of the import notes, these are only the keys, because
 * their wording may change.
 */
function comparable(task: ImportedTask) {
  const { content, completedAt, notes } = task;
  return {
    title: content.title,
    description: content.description,
    completed: content.completed,
    completed_at: completedAt === null ? null : new Date(completedAt).toISOString(),
    priority: content.priority,
    tags: content.tags,
    list: content.list,
    start: content.start,
    due: content.due,
    notes: keysOf(notes),
  };
}

function keysOf(notes: readonly string[]): readonly string[] {
  return notes.map((note) => note.slice(0, note.indexOf(': '))).sort();
}
