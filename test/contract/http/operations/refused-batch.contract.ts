import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import { execute, send } from '../write-requests.ts';
import { batch, expectNothingDone } from './operation-requests.ts';

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

/** The contract tests for a refused batch request: the error names the command, and nothing is changed. */
export function refusedBatchContract(store: StoreUnderTest): void {
  describe(`POST /tasks/batch with a refused command on ${store.name}`, () => {
    const user = newUserForEach(store);
    const creations = times(3, (i) => ({ op: 'create', task: { title: `${i}` } }));

    for (const op of ['edit', 'complete', 'reopen', 'toggle', 'delete']) {
      it(`answers 404 with the location (loc) of the first ${op} of an unknown task, and changes nothing`, async () => {
        const { id: theirs } = await user.stranger().createTask();
        const gone = await user.createTask();
        await execute({ method: 'DELETE', url: `${user.tasks}/${gone.id}` });
        for (const id of [randomUUID(), theirs, gone.id]) {
          await expectNothingDone(user, async () => {
            const missing = { op, id, task: {} };
            const answer = await send(batch(user, [...creations, missing, { ...missing, id: randomUUID() }]));
            errorIn(answer, 404, 'task_not_found', 'loc');
            expect(answer.json).to.deep.include({ detail: 'Task not found', loc: ['body', 'operations', 3, 'id'] });
          });
        }
      });

      it(`answers 412 with the location (loc) of the ${op} with an outdated version, and changes nothing`, async () => {
        const { id } = await user.createTask();
        await expectNothingDone(user, async () => {
          const operations = [...creations, { op: 'toggle', id }, { op, id, version: 1, task: {} }];
          const answer = await send(batch(user, operations));
          errorIn(answer, 412, 'precondition_failed', 'loc');
          expect(answer.json.loc).to.deep.equal(['body', 'operations', 4, 'version']);
        });
      });
    }

    it('answers 412 with the location (loc) of a creation whose id is or was in use, and changes nothing', async () => {
      const { id } = await user.createTask();
      const gone = await user.createTask();
      await execute({ method: 'DELETE', url: `${user.tasks}/${gone.id}` });
      for (const used of [id, gone.id]) {
        await expectNothingDone(user, async () => {
          const answer = await send(batch(user, [...creations, { op: 'create', id: used, task: { title: 'x' } }]));
          errorIn(answer, 412, 'precondition_failed', 'loc');
          expect(answer.json.loc).to.deep.equal(['body', 'operations', 3, 'id']);
        });
      }
      const twice = { op: 'create', id: randomUUID(), task: { title: 'x' } };
      await expectNothingDone(user, async () => {
        expect((await send(batch(user, [twice, twice]))).json.loc).to.deep.equal(['body', 'operations', 1, 'id']);
      });
    });

    it('answers 404 if a command names a task that an earlier command deletes, and rolls back the deletion', async () => {
      const { id } = await user.createTask();
      await expectNothingDone(user, async () => {
        const operations = [
          { op: 'delete', id },
          { op: 'toggle', id },
        ];
        expect((await send(batch(user, operations))).json.loc).to.deep.equal(['body', 'operations', 1, 'id']);
      });
    });

    it('answers 422 with the location (loc) of a command that adds a 21st tag, and changes nothing', async () => {
      const { id } = await user.createTask({ title: 'x', tags: times(20, String) });
      await expectNothingDone(user, async () => {
        const operations = [...creations, { op: 'edit', id, task: { add_tags: ['one more'] } }];
        const loc = ['body', 'operations', 3, 'task', 'add_tags'];
        expectFieldError(await send(batch(user, operations)), { type: 'too_long', loc });
      });
    });

    it('answers with the error of the first refused command, even if a later command has another error', async () => {
      const { id } = await user.createTask();
      const missing = { op: 'toggle', id: randomUUID() };
      const stale = { op: 'toggle', id, version: 9 };
      expect((await send(batch(user, [missing, stale]))).status).to.equal(404);
      expect((await send(batch(user, [stale, missing]))).status).to.equal(412);
    });

    it('answers 404 for an unknown task as RFC 9457 problem details, with the location (loc), if Accept names that format', async () => {
      const headers = { Accept: 'application/problem+json' };
      const body = { operations: [{ op: 'toggle', id: ID }] };
      const answer = await ask('POST', `${user.tasks}/batch`, { headers, body });
      expect(answer.headers['content-type']).to.equal('application/problem+json');
      expect(answer.json).to.deep.include({ status: 404, loc: ['body', 'operations', 0, 'id'] });
    });

    const rejected: [what: string, body: unknown, type: string, ...loc: (string | number)[]][] = [
      ['no operations', {}, 'missing', 'operations'],
      ['operations of null', { operations: null }, 'list_type', 'operations'],
      ['an object for operations', { operations: { 0: {} } }, 'list_type', 'operations'],
      ['an empty list', { operations: [] }, 'too_short', 'operations'],
      ['101 operations', { operations: times(101, () => creations[0]) }, 'too_long', 'operations'],
      ['101 wrong operations', { operations: times(101, () => 5) }, 'too_long', 'operations'],
      ['a number as an operation', { operations: [5] }, 'model_attributes_type', 'operations', 0],
      ['a list as an operation', { operations: [[]] }, 'model_attributes_type', 'operations', 0],
      ['null as an operation', { operations: [null] }, 'model_attributes_type', 'operations', 0],
      ['an operation without op', { operations: [{ id: ID }] }, 'missing', 'operations', 0, 'op'],
      ['an unknown op', { operations: [{ op: 'move', id: ID }] }, 'enum', 'operations', 0, 'op'],
      ['an op of null', { operations: [{ op: null, id: ID }] }, 'enum', 'operations', 0, 'op'],
      ['a toggle without id', { operations: [{ op: 'toggle' }] }, 'missing', 'operations', 0, 'id'],
      ['an id that is no UUID', { operations: [{ op: 'toggle', id: '5' }] }, 'uuid_parsing', 'operations', 0, 'id'],
      ['a number as an id', { operations: [{ op: 'toggle', id: 5 }] }, 'string_type', 'operations', 0, 'id'],
      ['a creation without task', { operations: [{ op: 'create' }] }, 'missing', 'operations', 0, 'task'],
      [
        'a creation without title',
        { operations: [{ op: 'create', task: {} }] },
        'missing',
        'operations',
        0,
        'task',
        'title',
      ],
      [
        'a creation with an id of null',
        { operations: [{ ...creations[0], id: null }] },
        'string_type',
        'operations',
        0,
        'id',
      ],
      ['an edit without task', { operations: [{ op: 'edit', id: ID }] }, 'missing', 'operations', 0, 'task'],
      [
        'a number for a task',
        { operations: [{ op: 'edit', id: ID, task: 5 }] },
        'model_attributes_type',
        'operations',
        0,
        'task',
      ],
      [
        'a list for a task',
        { operations: [{ op: 'edit', id: ID, task: [] }] },
        'model_attributes_type',
        'operations',
        0,
        'task',
      ],
      [
        'a wrong tag',
        { operations: [creations[0], { op: 'edit', id: ID, task: { tags: ['a', ''] } }] },
        'string_too_short',
        'operations',
        1,
        'task',
        'tags',
        1,
      ],
      [
        'tags and add_tags',
        { operations: [{ op: 'edit', id: ID, task: { tags: [], add_tags: [] } }] },
        'value_error',
        'operations',
        0,
        'task',
        'add_tags',
      ],
      [
        'a version of 0',
        { operations: [{ op: 'toggle', id: ID, version: 0 }] },
        'greater_than_equal',
        'operations',
        0,
        'version',
      ],
      [
        'a version of 2 ** 31',
        { operations: [{ op: 'toggle', id: ID, version: 2 ** 31 }] },
        'less_than_equal',
        'operations',
        0,
        'version',
      ],
      [
        'a version of 1.5',
        { operations: [{ op: 'toggle', id: ID, version: 1.5 }] },
        'int_type',
        'operations',
        0,
        'version',
      ],
      [
        'a version as text',
        { operations: [{ op: 'toggle', id: ID, version: '1' }] },
        'int_type',
        'operations',
        0,
        'version',
      ],
      [
        'a version of null',
        { operations: [{ op: 'toggle', id: ID, version: null }] },
        'int_type',
        'operations',
        0,
        'version',
      ],
    ];
    for (const [what, body, type, ...loc] of rejected) {
      it(`answers 422 with the location (loc) of the error to ${what}`, async () => {
        await expectNothingDone(user, async () => {
          expectFieldError(await ask('POST', `${user.tasks}/batch`, { body }), { type, loc: ['body', ...loc] });
        });
      });
    }

    it('answers 422 with the errors of all commands at once, in order', async () => {
      const operations = [
        { op: 'create', task: { title: '', priority: 'x' } },
        { op: 'toggle', id: 'x', version: 0 },
        ...creations,
        { op: 'edit', id: ID, task: { tags: ['a', 'a'], due: '2026' } },
        { op: 'edit', id: ID, task: { tags: ['a'], add_tags: ['b'] } },
        { op: 'move' },
      ];
      const errors = errorIn(await send(batch(user, operations)), 422, 'validation_failed');
      expect(errors.map(({ loc }) => loc.slice(2))).to.deep.equal([
        ...[
          [0, 'task', 'title'],
          [0, 'task', 'priority'],
          [1, 'id'],
          [1, 'version'],
        ],
        ...[
          [5, 'task', 'tags', 1],
          [5, 'task', 'due'],
          [6, 'task', 'add_tags'],
          [7, 'op'],
        ],
      ]);
    });

    it('answers 400 to an empty body, and 415 to a body that is no JSON', async () => {
      errorIn(await ask('POST', `${user.tasks}/batch`), 400, 'malformed_json');
      const headers = { 'Content-Type': 'text/plain' };
      errorIn(await ask('POST', `${user.tasks}/batch`, { body: 'x', headers }), 415, 'unsupported_media_type');
    });
  });
}
