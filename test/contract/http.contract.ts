import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { writeCursor } from '../../src/adapters/http/tasks/cursor.ts';
import { taskId, userId } from '../../src/domain/identity.ts';
import { instant } from '../../src/domain/instant.ts';
import type { ListPosition } from '../../src/domain/tasks/list-position.ts';
import { type Answer, ask, statusesIn, talk } from '../../tools/support/client.ts';
import { errorIn, type Mistake, type TaskJson, taskIn } from '../support/answers.ts';
import type { StoreUnderTest } from '../support/service/stores.ts';

const CRAB = '🦀';

/** What clients rely on, asked from outside: the same whatever the tasks are kept in. */
export function httpContract(store: StoreUnderTest): void {
  describe(`the HTTP contract on ${store.name}`, () => {
    let base: string;
    let tasks: string;

    before(async function () {
      if (store.missing) this.skip();
      base = (await store.service()).url;
    });

    beforeEach(() => {
      tasks = `${base}/api/${randomUUID()}/tasks`;
    });

    describe('POST …/tasks', () => {
      it('creates a task, and says where it is', async () => {
        const user = randomUUID();
        const answer = await ask('POST', `${base}/api/${user}/tasks`, { body: { title: 'Buy milk' } });
        const task = taskIn(answer, 201);
        expect(task).to.include({ user_id: user, title: 'Buy milk', description: null, completed: false });
        expect(task.created_at).to.equal(task.updated_at);
        expect(answer.headers.location).to.equal(`/api/${user}/tasks/${task.id}`);
        expect((await ask('GET', base + answer.headers.location)).json).to.deep.equal(task);
      });

      it('takes description and completed', async () => {
        const body = { title: 'Buy milk', description: '2 l', completed: true };
        expect(await created(body)).to.include(body);
      });

      it('answers with ids in lower case, whatever they were asked in', async () => {
        const user = randomUUID();
        const answer = await ask('POST', `${base}/api/${user.toUpperCase()}/tasks`, { body: { title: 'x' } });
        expect(taskIn(answer, 201).user_id).to.equal(user);
        const again = await ask('GET', `${base}/api/${user.toUpperCase()}/tasks/${answer.json.id.toUpperCase()}`);
        expect(again.json).to.deep.equal(answer.json);
      });

      it('lets no field take effect that is the server’s to decide', async () => {
        const body = `{"title": "x", "id": "${randomUUID()}", "user_id": "${randomUUID()}", "created_at": "2001-01-01T00:00:00Z",
          "updated_at": 5, "priority": [{}], "__proto__": {"completed": true, "polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}`;
        const task = taskIn(await ask('POST', tasks, { body }), 201);
        expect(body).not.to.include(task.id).and.not.to.include(task.user_id);
        expect(task.completed).to.equal(false);
        expect(Date.parse(task.created_at)).to.be.closeTo(Date.now(), 60_000);
        expect({}).not.to.have.property('polluted');
      });

      const kept = [
        'x',
        ' not trimmed\t',
        'x'.repeat(255),
        CRAB.repeat(255),
        '\u0001\u001f\u007f\u2028',
        '\u00e9',
        'e\u0301',
        '\uFEFFx',
        `'; drop table tasks; --`,
        '\\u0000',
        '<script>"&',
      ];
      for (const title of kept) {
        it(`keeps the title ${JSON.stringify(title.slice(0, 30))} (${title.length}) exactly`, async () => {
          const task = await created({ title, description: title });
          expect(task).to.include({ title, description: title });
          expect((await ask('GET', `${tasks}/${task.id}`)).json).to.deep.equal(task);
          expect((await ask('GET', tasks)).json).to.deep.equal([task]);
        });
      }

      it('takes a description of 2,000 code points, and an empty one', async () => {
        expect((await created({ title: 'x', description: CRAB.repeat(2000) })).description).to.have.length(4000);
        expect((await created({ title: 'x', description: '' })).description).to.equal('');
      });

      const refused: [what: string, body: unknown, type: string, field?: string][] = [
        ['no title', {}, 'missing', 'title'],
        ['a title of null', { title: null }, 'string_type', 'title'],
        ['a number for a title', { title: 5 }, 'string_type', 'title'],
        ['a number past all numbers for a title', '{"title": 1e400}', 'string_type', 'title'],
        ['a list for a title', { title: ['x'] }, 'string_type', 'title'],
        ['an empty title', { title: '' }, 'string_too_short', 'title'],
        ['a blank title', { title: ' \t\n\u00a0\u3000' }, 'value_error', 'title'],
        ['256 letters', { title: 'x'.repeat(256) }, 'string_too_long', 'title'],
        ['256 emoji', { title: CRAB.repeat(256) }, 'string_too_long', 'title'],
        ['NUL in a title', { title: 'a\0b' }, 'string_unicode', 'title'],
        ['half a surrogate pair in a title', '{"title": "\\ud83e"}', 'string_unicode', 'title'],
        [
          'a description of 2,001 emoji',
          { title: 'x', description: CRAB.repeat(2001) },
          'string_too_long',
          'description',
        ],
        ['NUL in a description', { title: 'x', description: '\0' }, 'string_unicode', 'description'],
        ['a number for a description', { title: 'x', description: 1 }, 'string_type', 'description'],
        ['completed of null', { title: 'x', completed: null }, 'bool_type', 'completed'],
        ['a word for completed', { title: 'x', completed: 'true' }, 'bool_type', 'completed'],
        ['a number for completed', { title: 'x', completed: 1 }, 'bool_type', 'completed'],
        ['a list', [{ title: 'x' }], 'model_attributes_type'],
        ['null', 'null', 'model_attributes_type'],
        ['text', '"title"', 'model_attributes_type'],
        ['33 levels', `{"title": "x", "a": ${'['.repeat(32)}${']'.repeat(32)}}`, 'value_error'],
        ['10,000 levels', `{"title": "x", "a": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'value_error'],
      ];
      for (const [what, body, type, field] of refused) {
        it(`refuses ${what}`, async () => {
          const answer = await ask('POST', tasks, { body });
          expect(errorIn(answer, 422, 'validation_failed')).to.have.length(1);
          expect(answer.json.detail[0]).to.include({ type });
          expect(answer.json.detail[0].loc).to.deep.equal(field === undefined ? ['body'] : ['body', field]);
          expect((await ask('GET', tasks)).json).to.deep.equal([]);
        });
      }

      it('takes 32 levels in a field that it does not know', async () => {
        taskIn(await ask('POST', tasks, { body: `{"title": "x", "a": ${'['.repeat(31)}${']'.repeat(31)}}` }), 201);
      });

      it('tells all mistakes at once: path, then query, then body', async () => {
        const body = { title: '', description: 1, completed: 'no' };
        const answer = await ask('POST', `${base}/api/me/tasks`, { body });
        const found = errorIn(answer, 422, 'validation_failed').map(({ type, loc }: Mistake) => [type, ...loc]);
        expect(found).to.deep.equal([
          ['uuid_parsing', 'path', 'user_id'],
          ['string_too_short', 'body', 'title'],
          ['string_type', 'body', 'description'],
          ['bool_type', 'body', 'completed'],
        ]);
      });

      it('tells of a body that is nested too deep along with everything else', async () => {
        const answer = await ask('POST', `${base}/api/me/tasks`, { body: '['.repeat(40) + ']'.repeat(40) });
        const found = errorIn(answer, 422, 'validation_failed').map(({ loc }: Mistake) => loc);
        expect(found).to.deep.equal([['path', 'user_id'], ['body']]);
      });

      const malformed: [what: string, body: string | Buffer][] = [
        ['an empty body', ''],
        ['white space', ' \n'],
        ['a body that is not JSON', '{"title": "x"'],
        ['JavaScript', "{title: 'x'}"],
        ['NaN', '{"title": NaN}'],
        ['two documents', '{"title": "x"}{}'],
        ['invalid UTF-8', Buffer.from([...Buffer.from('{"title": "'), 0xc3, 0x28, ...Buffer.from('"}')])],
        ['UTF-16', Buffer.from('{"title": "x"}', 'utf16le')],
        ['a key twice', '{"title": "x", "title": "y"}'],
        ['a key twice, once in disguise', '{"title": "x", "\\u0074itle": "y"}'],
        ['a key twice, deep down', '{"title": "x", "a": [{"b": {"c:": 1, "d": ":{\\"", "c:": 2}}]}'],
        ['a key twice, the first an object', '{"title": "x", "a": {"b": 1}, "a": 1}'],
      ];
      for (const [what, body] of malformed) {
        it(`refuses ${what}`, async () => {
          errorIn(await ask('POST', tasks, { body }), 400, 'malformed_json');
          expect((await ask('GET', tasks)).json).to.deep.equal([]);
        });
      }

      it('is not misled by what only looks like a key twice', async () => {
        const body = '{"title": "{\\"title\\": [\\\\", "a": [{"b": 1}, {"b": 1}], "c": {"a": ":"}, "": ""}';
        expect(taskIn(await ask('POST', tasks, { body }), 201).title).to.equal('{"title": [\\');
      });

      for (const type of [
        'application/json; charset=utf-8',
        'Application/JSON;charset="UTF-8"',
        'application/json;v=1',
      ]) {
        it(`takes ${type}`, async () => {
          taskIn(await ask('POST', tasks, { body: { title: 'ü' }, headers: { 'Content-Type': type } }), 201);
        });
      }

      const foreign = [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/json; charset=latin1',
        'json',
        '',
        ',',
      ];
      for (const type of foreign) {
        it(`refuses the type ${JSON.stringify(type)}`, async () => {
          const answer = await ask('POST', tasks, { body: { title: 'x' }, headers: { 'Content-Type': type } });
          errorIn(answer, 415, 'unsupported_media_type');
        });
      }

      it('unpacks gzip, by every name', async () => {
        for (const coding of ['gzip', 'x-gzip', 'GZIP']) {
          const packed = { body: gzipSync('{"title": "x"}'), headers: { 'Content-Encoding': coding } };
          expect(taskIn(await ask('POST', tasks, packed), 201).title).to.equal('x');
        }
      });

      it('refuses gzip that is none, that is cut, or that holds too much', async () => {
        const headers = { 'Content-Encoding': 'gzip' };
        errorIn(await ask('POST', tasks, { body: '{"title": "x"}', headers }), 400, 'malformed_json');
        const cut = gzipSync('{"title": "x"}').subarray(0, 20);
        errorIn(await ask('POST', tasks, { body: cut, headers }), 400, 'malformed_json');
        const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
        errorIn(await ask('POST', tasks, { body: bomb, headers }), 413, 'body_too_large');
      });

      it('refuses a packing that it does not know', async () => {
        const answer = await ask('POST', tasks, { body: '{}', headers: { 'Content-Encoding': 'constructor' } });
        errorIn(answer, 415, 'unsupported_media_type');
      });

      it('takes 1 MiB, and no byte more, announced or not', async () => {
        const start = '{"title": "x", "a": "';
        const full = `${start}${'a'.repeat(1024 * 1024 - start.length - 2)}"}`;
        taskIn(await ask('POST', tasks, { body: full }), 201);
        errorIn(await ask('POST', tasks, { body: `${full} ` }), 413, 'body_too_large');
        const chunked = { headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': [] }, body: `${full} ` };
        errorIn(await ask('POST', tasks, chunked), 413, 'body_too_large');
        expect((await ask('GET', tasks)).json).to.have.length(1);
      });
    });

    describe('GET …/tasks', () => {
      it('lists nothing for a user nobody has heard of', async () => {
        const answer = await ask('GET', tasks);
        expect([answer.status, answer.text]).to.deep.equal([200, '[]']);
        expect(answer.headers).not.to.have.property('link');
      });

      it('lists newest first, fifty at most unless asked otherwise', async () => {
        const all = await createdMany(52);
        expect((await ask('GET', tasks)).json).to.deep.equal(all.slice(0, 50));
        expect((await ask('GET', `${tasks}?limit=100`)).json).to.deep.equal(all);
        expect((await ask('GET', `${tasks}?limit=2&offset=3`)).json).to.deep.equal(all.slice(3, 5));
        expect((await ask('GET', `${tasks}?offset=52`)).text).to.equal('[]');
        expect((await ask('GET', `${tasks}?offset=2147483647`)).text).to.equal('[]');
      });

      it('filters by completed, in every spelling', async () => {
        const open = await created({ title: 'open' });
        const done = await created({ title: 'done', completed: true });
        for (const word of ['true', '1', 'yes', 'on', 'TRUE', 'Yes']) {
          expect((await ask('GET', `${tasks}?completed=${word}`)).json).to.deep.equal([done]);
        }
        for (const word of ['false', '0', 'no', 'off', 'FALSE', 'Off']) {
          expect((await ask('GET', `${tasks}?completed=${word}`)).json).to.deep.equal([open]);
        }
      });

      it('leads from page to page by Link, each task once, while others add and delete', async () => {
        const all = await createdMany(23);
        const seen: string[] = [];
        for (let url: string | undefined = `${tasks}?limit=5`; url !== undefined; ) {
          const page: Answer = await ask('GET', url);
          seen.push(...page.json.map(({ id }: TaskJson) => id));
          await created({ title: 'meanwhile' });
          await ask('DELETE', `${tasks}/${page.json.at(-1).id}`);
          url = nextOf(page);
        }
        expect(seen).to.deep.equal(all.map(({ id }) => id));
      });

      it('keeps the filter and the limit in Link, and gives none on the last page', async () => {
        for (let i = 0; i < 4; i++) await created({ title: 'x', completed: i !== 1 });
        const first = await ask('GET', `${tasks}?completed=yes&limit=2`);
        const second = await ask('GET', nextOf(first) as string);
        expect(first.json).to.have.length(2);
        expect(second.json).to.have.length(1);
        expect(nextOf(second)).to.equal(undefined);
        expect(nextOf(await ask('GET', `${tasks}?limit=4`))).to.equal(undefined);
      });

      it('refuses a cursor that was edited anywhere, or that belongs to another user or another query', async () => {
        await createdMany(3);
        const cursor = new URL(nextOf(await ask('GET', `${tasks}?limit=1`)) as string).searchParams.get(
          'cursor',
        ) as string;
        expect((await ask('GET', `${tasks}?cursor=${cursor}`)).json).to.have.length(2);
        const edited = [...cursor].map(
          (letter, i) => cursor.slice(0, i) + (letter === 'A' ? 'B' : 'A') + cursor.slice(i + 1),
        );
        const elsewhere = `${base}/api/${randomUUID()}/tasks?cursor=${cursor}`;
        const other = [...edited, '', 'x', `${cursor}=`, `${cursor}A`, cursor.slice(1), cursor.slice(0, -1)];
        for (const url of [
          ...other.map((cursor) => `${tasks}?cursor=${cursor}`),
          elsewhere,
          `${tasks}?completed=1&cursor=${cursor}`,
        ]) {
          const [mistake] = errorIn(await ask('GET', url), 422, 'validation_failed');
          expect(mistake.loc).to.deep.equal(['query', 'cursor']);
        }
      });

      const refused: [query: string, type: string][] = [
        ['limit=0', 'greater_than_equal'],
        ['limit=101', 'less_than_equal'],
        ['limit=-1', 'greater_than_equal'],
        ['limit=ten', 'int_parsing'],
        ['limit=', 'int_parsing'],
        ['limit=1.5', 'int_parsing'],
        ['limit=1e1', 'int_parsing'],
        ['limit=0x10', 'int_parsing'],
        ['limit=%00', 'int_parsing'],
        ['limit=9999999999999999999999', 'less_than_equal'],
        ['offset=-1', 'greater_than_equal'],
        ['offset=2147483648', 'less_than_equal'],
        ['offset=Infinity', 'int_parsing'],
        ['completed=maybe', 'bool_parsing'],
        ['completed=', 'bool_parsing'],
        ['limit=5&limit=5', 'value_error'],
        ['completed=true&completed=true', 'value_error'],
      ];
      for (const [query, type] of refused) {
        it(`refuses ?${query}`, async () => {
          const [mistake, ...others] = errorIn(await ask('GET', `${tasks}?${query}`), 422, 'validation_failed');
          expect(others).to.deep.equal([]);
          expect(mistake).to.include({ type });
          expect(mistake.loc).to.deep.equal(['query', query.split('=')[0]]);
        });
      }

      it('refuses a cursor that was made up, with a checksum that is right', async () => {
        const owner = userId(randomUUID());
        const places = [1e15, 8.64e15, 253_402_300_800_000].map((createdAt) => ({ createdAt, id: randomUUID() }));
        for (const place of [...places, { createdAt: 1, id: '-'.repeat(36) }, { createdAt: -1, id: randomUUID() }]) {
          const cursor = writeCursor({ owner }, place as unknown as ListPosition);
          errorIn(await ask('GET', `${base}/api/${owner}/tasks?cursor=${cursor}`), 422, 'validation_failed');
        }
        const real = writeCursor({ owner }, { createdAt: instant(253_402_300_799_999), id: taskId(randomUUID()) });
        expect((await ask('GET', `${base}/api/${owner}/tasks?cursor=${real}`)).text).to.equal('[]');
      });

      it('tells of a cursor that is none along with everything else', async () => {
        const mistakes = errorIn(await ask('GET', `${tasks}?limit=0&cursor=zz&completed=x`), 422, 'validation_failed');
        const fields = mistakes.map(({ loc }: Mistake) => loc[1]);
        expect(fields).to.deep.equal(['limit', 'completed', 'cursor']);
      });

      it('ignores parameters that it does not know', async () => {
        const answer = await ask('GET', `${tasks}?page=2&page=3&__proto__=x&constructor=y&&=`);
        expect([answer.status, answer.text]).to.deep.equal([200, '[]']);
      });
    });

    describe('GET, PUT, PATCH and DELETE of a task', () => {
      it('PUT changes what is sent and leaves the rest', async () => {
        const task = await created({ title: 'Buy milk', description: '2 l' });
        const url = `${tasks}/${task.id}`;
        const titled = taskIn(await ask('PUT', url, { body: { title: 'Buy oat milk' } }), 200);
        expect(titled).to.deep.equal({ ...task, title: 'Buy oat milk', updated_at: titled.updated_at });
        const done = taskIn(await ask('PUT', url, { body: { completed: true } }), 200);
        expect(done).to.deep.equal({ ...titled, completed: true, updated_at: done.updated_at });
        const cleared = taskIn(await ask('PUT', url, { body: { description: null } }), 200);
        expect(cleared).to.deep.equal({ ...done, description: null, updated_at: cleared.updated_at });
        const same = taskIn(await ask('PUT', url, { body: {} }), 200);
        expect(same).to.deep.equal({ ...cleared, updated_at: same.updated_at });
        expect((await ask('GET', url)).json).to.deep.equal(same);
      });

      it('PUT refuses what POST refuses, and changes nothing then', async () => {
        const task = await created({ title: 'x' });
        const url = `${tasks}/${task.id}`;
        for (const body of [
          { title: null },
          { title: '' },
          { completed: null },
          { description: 5 },
          { title: 'y', completed: 'z' },
        ]) {
          errorIn(await ask('PUT', url, { body }), 422, 'validation_failed');
        }
        errorIn(await ask('PUT', url, { body: '' }), 400, 'malformed_json');
        expect((await ask('GET', url)).json).to.deep.equal(task);
      });

      it('PUT lets no field take effect that is the server’s to decide', async () => {
        const task = await created({ title: 'x' });
        const body = {
          id: randomUUID(),
          user_id: randomUUID(),
          created_at: '2001-01-01T00:00:00.000Z',
          updated_at: null,
        };
        const changed = taskIn(await ask('PUT', `${tasks}/${task.id}`, { body }), 200);
        expect(changed).to.deep.equal({ ...task, updated_at: changed.updated_at });
      });

      it('PATCH …/complete flips, and takes no notice of a body', async () => {
        const task = await created({ title: 'x' });
        const url = `${tasks}/${task.id}/complete`;
        expect(taskIn(await ask('PATCH', url), 200).completed).to.equal(true);
        const text = { body: 'x', headers: { 'Content-Type': 'text/plain' } };
        expect(taskIn(await ask('PATCH', url, text), 200).completed).to.equal(false);
        errorIn(await ask('PATCH', url, { body: 'x'.repeat(1024 * 1024 + 1) }), 413, 'body_too_large');
        expect((await ask('GET', `${tasks}/${task.id}`)).json.completed).to.equal(false);
      });

      it('PATCH …/complete fifty times at once counts fifty, and each answer shows its own', async () => {
        const task = await created({ title: 'x' });
        const flips = Array.from({ length: 50 }, () => ask('PATCH', `${tasks}/${task.id}/complete`));
        const answers = (await Promise.all(flips)).map((answer) => taskIn(answer, 200));
        const inOrder = answers.toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
        expect(inOrder.map(({ completed }) => completed)).to.deep.equal(inOrder.map((_, i) => i % 2 === 0));
        expect(new Set(answers.map(({ updated_at }) => updated_at)).size).to.equal(50);
        expect((await ask('GET', `${tasks}/${task.id}`)).json).to.deep.equal(inOrder.at(-1));
      });

      it('updated_at grows with every change, created_at never moves', async () => {
        const task = await created({ title: 'x' });
        let before = task.updated_at;
        for (let i = 0; i < 20; i++) {
          const changed = taskIn(await ask('PUT', `${tasks}/${task.id}`, { body: { title: `${i}` } }), 200);
          expect(changed.updated_at > before, `${changed.updated_at} > ${before}`).to.equal(true);
          expect(changed.created_at).to.equal(task.created_at);
          before = changed.updated_at;
        }
      });

      it('DELETE deletes, once', async () => {
        const task = await created({ title: 'x' });
        const url = `${tasks}/${task.id}`;
        const answer = await ask('DELETE', url);
        expect([answer.status, answer.text]).to.deep.equal([200, '{"ok":true}']);
        expect((await ask('GET', tasks)).json).to.deep.equal([]);
        for (const [method, path] of onOneTask(url))
          errorIn(await ask(method, path, bodyFor(method)), 404, 'task_not_found');
      });

      it("find someone else's task exactly as missing as a missing one", async () => {
        const task = await created({ title: 'x' });
        const stranger = `${base}/api/${randomUUID()}/tasks`;
        for (const [i, [method, path]] of onOneTask(`${stranger}/${task.id}`).entries()) {
          const theirs = await ask(method, path, bodyFor(method));
          const missing = await ask(
            method,
            onOneTask(`${stranger}/${randomUUID()}`)[i]?.[1] as string,
            bodyFor(method),
          );
          expect(theirs.status).to.equal(missing.status);
          expect(theirs.json).to.deep.equal({
            detail: 'Task not found',
            code: 'task_not_found',
            request_id: theirs.json.request_id,
          });
          expect({ ...missing.json, request_id: '' }).to.deep.equal({ ...theirs.json, request_id: '' });
        }
        expect((await ask('GET', `${tasks}/${task.id}`)).json).to.deep.equal(task);
      });

      for (const id of [
        'x',
        '1',
        '%00',
        '%20',
        "'",
        '00000000-0000-0000-0000-00000000000g',
        '{00000000-0000-0000-0000-000000000000}',
        '%F0%9F%A6%80',
      ]) {
        it(`refuse the id ${id} before they look for anything`, async () => {
          for (const [method, path] of onOneTask(`${base}/api/${randomUUID()}/tasks/${id}`)) {
            const [mistake] = errorIn(await ask(method, path, bodyFor(method)), 422, 'validation_failed');
            expect(mistake).to.deep.include({ type: 'uuid_parsing', loc: ['path', 'task_id'] });
          }
        });
      }
    });

    describe('GET /health', () => {
      it('says that the database answers', async () => {
        const answer = await ask('GET', `${base}/health`);
        expect([answer.status, answer.text]).to.deep.equal([200, '{"status":"healthy","database":"connected"}']);
      });
    });

    describe('requests on one connection', () => {
      it('are answered in order and each with its own, even if garbage follows them', async () => {
        const { pathname } = new URL(tasks);
        const head = `POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n`;
        const said = await talk(base, `${`${head}{"title": "x"}`.repeat(5)}garbage\r\n\r\n`);
        expect(statusesIn(said)).to.deep.equal([201, 201, 201, 201, 201, 400]);
        expect((await ask('GET', tasks)).json).to.have.length(5);
      });
    });

    describe('a hundred clients at once', () => {
      it('create and list without an error, and lose nothing', async () => {
        const creates = Array.from({ length: 100 }, (_, i) => ask('POST', tasks, { body: { title: `${i}` } }));
        const lists = Array.from({ length: 100 }, () => ask('GET', tasks));
        for (const answer of await Promise.all(creates)) taskIn(answer, 201);
        for (const answer of await Promise.all(lists)) expect(answer.status).to.equal(200);
        const titles = (await ask('GET', `${tasks}?limit=100`)).json.map(({ title }: TaskJson) => title);
        expect(new Set(titles).size).to.equal(100);
      });
    });

    async function created(body: object): Promise<TaskJson> {
      return taskIn(await ask('POST', tasks, { body }), 201);
    }

    /** Creates tasks one after the other, and returns them newest first. */
    async function createdMany(count: number): Promise<TaskJson[]> {
      const newestFirst: TaskJson[] = [];
      for (let i = 0; i < count; i++) newestFirst.unshift(await created({ title: `${i}` }));
      return newestFirst;
    }

    function nextOf(page: Answer): string | undefined {
      const link = /^<([^>]+)>; rel="next"$/.exec(String(page.headers.link ?? ''));
      return link === null ? undefined : new URL(link[1] as string, base).href;
    }
  });
}

function onOneTask(url: string): [method: string, url: string][] {
  return [
    ['GET', url],
    ['PUT', url],
    ['PATCH', `${url}/complete`],
    ['DELETE', url],
  ];
}

function bodyFor(method: string): { body?: unknown } {
  return method === 'PUT' ? { body: { title: 'y' } } : {};
}
