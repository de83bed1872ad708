import { expect } from 'chai';
import fc from 'fast-check';
import { FORMATS, type FormatName } from '../../../src/adapters/imports/formats.ts';
import { reportLines } from '../../../src/adapters/imports/import-report.ts';
import { readExport } from '../../../src/adapters/imports/read-export.ts';
import { UnreadableExport } from '../../../src/adapters/imports/unreadable-export.ts';
import { checkTask } from './check-task.ts';
import { fixture, NOW, REALISTIC } from './fixtures.ts';

const NAMES = ['data.json', 'Tasks.json', 'Home.csv', 'calendar.ics', 'todo.txt', 'export', ''];
const formats = fc.option(fc.constantFrom(...(Object.keys(FORMATS) as FormatName[])), { nil: undefined });
/** Pieces of text that have a meaning in at least one of the import formats. */
const PIECES = [
  '{"items":[',
  '{"results":[',
  '{"value":[',
  '[{"tasks":[',
  '{"kind":"tasks#tasks","items":[',
  '{',
  '}',
  ']',
  ',',
  '"',
  '\\',
  'TYPE,CONTENT,DATE,INDENT\n',
  'task,',
  'note,',
  '\r\n',
  '\n ',
  'BEGIN:VCALENDAR\n',
  'BEGIN:VTODO\n',
  'END:VTODO\n',
  'END:VCALENDAR\n',
  'DUE;TZID=Europe/Berlin:20260329T023000\n',
  'DTSTART:99991231T235959Z\n',
  'DURATION:P999999W\n',
  'RELATED-TO:a\nUID:a\n',
  'SUMMARY:',
  'x (A) 2026-02-30 ',
  '+list @tag due:2026-03-29 ',
  'every day',
  '\ufeff',
  '\0',
  '\ud800',
  '🌱',
];
/** Names of fields in JSON exports, and names of inherited properties. */
const NAMED = [
  'id',
  'title',
  'content',
  'description',
  'notes',
  'due',
  'due_date',
  'dueDateTime',
  'dateTime',
  'timeZone',
  'date',
  'timezone',
  'parent',
  'parent_id',
  'related_tasks',
  'parenttask',
  'labels',
  'tags',
  'categories',
  'body',
  'contentType',
  'status',
  'done',
  'checked',
  'completed_at',
  'end',
  'priority',
  'importance',
  'project_id',
  'parent_project_id',
  'tasks',
  'items',
  'comments',
  'annotations',
  'depends',
  'uuid',
  'links',
  'reminders',
  'recurrence',
  'deadline',
  'duration',
  'reactions',
  'buckets',
  'views',
  '__proto__',
  'constructor',
  'hasOwnProperty',
];

describe('the import of random input', () => {
  it('either reads random bytes, or rejects them with an UnreadableExport error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.uint8Array({ maxLength: 200 }), formats, (name, bytes, format) => {
        check(name, bytes, format);
      }),
      { numRuns: 400 },
    );
  });

  it('either reads a random mixture of the syntax of all formats, or rejects it with an UnreadableExport error', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 8 })), { maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), text, formats, (name, pieces, format) => {
        check(name, new TextEncoder().encode(pieces.join('')), format);
      }),
      { numRuns: 1_000 },
    );
  });

  it('either reads a JSON export whose fields have random types, or rejects it with an UnreadableExport error', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, leaf(), fc.array(tie('tree'), { maxLength: 3 }), record(tie('tree'))),
    }));
    const roots = ['items', 'results', 'value', 'tasks'].map((name) =>
      record(tree).map((each) => ({ [name]: [each] })),
    );
    const lists = fc.array(record(tree), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.oneof(...roots, lists), formats, (root, format) => {
        check('data.json', new TextEncoder().encode(JSON.stringify(root)), format);
      }),
      { numRuns: 1_500 },
    );
  });

  it('either reads a realistic export with some bytes replaced or cut, or rejects it with an UnreadableExport error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...REALISTIC),
        fc.nat(),
        fc.nat(400),
        fc.uint8Array({ maxLength: 8 }),
        (each, at, length, put) => {
          const bytes = fixture(each[0]);
          const start = at % bytes.length;
          check(each[0], Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + length)]), undefined);
        },
      ),
      { numRuns: 150 },
    );
  });
});

function leaf(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '2026-03-29',
      '2026-03-29T14:30:00Z',
      '20260329T143000Z',
      '0001-01-01T00:00:00Z',
      '<p>a<li>b',
      'html',
      'UTC',
    ),
    fc.constantFrom(null, true, false, 0, 1, -1, 1.5, 1e308, 'a', 'b'),
  );
}

function record(values: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(fc.constantFrom(...NAMED), values, { maxKeys: 8 });
}

/** Fails unless the import rejects the bytes with an UnreadableExport error, or reads them as valid tasks. */
function check(name: string, bytes: Uint8Array, format: FormatName | undefined): void {
  try {
    const file = readExport(name, bytes, format === undefined ? { now: NOW } : { now: NOW, format });
    for (const task of file.tasks) checkTask(task);
    for (const line of reportLines(file)) expect(line).to.not.match(/[\p{Cc}\u202e]/u);
  } catch (error) {
    if (!(error instanceof UnreadableExport)) throw error;
    expect(error.message).to.match(/\. [A-Z].*\.$/s);
  }
}
