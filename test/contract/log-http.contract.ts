import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Answer, ask, statusesIn, talk } from '../../tools/support/client.ts';
import {
  allChanges,
  type ChangeJson,
  changeIn,
  errorIn,
  etagOf,
  nextOf,
  pageIn,
  seqOf,
  type TaskJson,
  taskIn,
} from '../support/answers.ts';
import { Events, type ServerEvent } from '../support/events.ts';
import type { StoreUnderTest } from '../support/service/stores.ts';

/** Printed with the tests' names; set it to see the same histories again. */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const MERGE_PATCH = { 'Content-Type': 'application/merge-patch+json' };
const TO_CREATE = { 'If-None-Match': '*' };
const STREAM = { Accept: 'text/event-stream' };

const step = fc.record({
  verb: fc.constantFrom('create', 'create', 'create', 'PUT new', 'PUT', 'PATCH', 'toggle', 'set', 'delete', 'undo'),
  which: fc.nat(),
  title: fc.constantFrom('a', 'b', '🦀', 'x\ny'),
  description: fc.constantFrom(null, '', 'd'),
  completed: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const steps = (count: number) => fc.array(step, { minLength: count, maxLength: count });

/** The log of changes and all that is read from it, asked from outside. */
export function logHttpContract(store: StoreUnderTest): void {
  describe(`the log over HTTP on ${store.name}`, () => {
    let base: string;
    let mine: string;
    let tasks: string;
    let changes: string;

    before(async function () {
      if (store.missing) this.skip();
      base = (await store.service()).url;
    });

    beforeEach(() => {
      mine = `${base}/api/${randomUUID()}`;
      tasks = `${mine}/tasks`;
      changes = `${mine}/changes`;
    });

    describe('Taskport-Seq', () => {
      it('counts what is done, and nothing that fails or only reads', async () => {
        expect(seqOf(await ask('GET', tasks))).to.equal(0);
        const url = await newUrl();
        const missing = `${tasks}/${randomUUID()}`;
        const patch = { body: { description: 'y' }, headers: MERGE_PATCH };
        const writes: [method: string, url: string, options?: Parameters<typeof ask>[2]][] = [
          ['PUT', url, { body: { title: 'y' } }],
          ['PATCH', url, patch],
          ['PATCH', `${url}/complete`],
          ['PATCH', `${url}/complete`, { body: { completed: false } }],
          ['DELETE', url],
          ['POST', `${changes}/6/undo`],
          ['PUT', missing, { body: { title: 'z' }, headers: TO_CREATE }],
        ];
        for (const [i, [method, path, options]] of writes.entries()) {
          errorIn(await ask('POST', tasks, { body: {} }), 422, 'validation_failed');
          errorIn(await ask('DELETE', `${tasks}/${randomUUID()}`), 404, 'task_not_found');
          if (method !== 'POST' && path !== missing) {
            errorIn(await ask('DELETE', url, { headers: { 'If-Match': '"99"' } }), 412, 'precondition_failed');
          }
          expect(seqOf(await ask('GET', tasks))).to.equal(i + 1);
          expect(seqOf(await ask(method, path, options))).to.equal(i + 2);
        }
        expect(seqOf(await ask('HEAD', tasks))).to.equal(8);
        expect(seqOf(await ask('GET', `${tasks}?completed=true&limit=1`))).to.equal(8);
      });

      it('is of each user alone', async () => {
        await newUrl();
        expect(seqOf(await ask('POST', `${base}/api/${randomUUID()}/tasks`, { body: { title: 'x' } }))).to.equal(1);
      });

      it('has no gap and nothing twice when a hundred write at once, and is in the feed when it is told', async () => {
        const url = await newUrl();
        const seqs = await Promise.all(
          times(100, async (i) => {
            const answer = i % 2 === 0 ? await ask('POST', tasks, { body: { title: `${i}` } }) : await toggle(url);
            const seq = seqOf(answer);
            const { changes: found } = pageIn(await ask('GET', `${changes}?since=${seq - 1}&limit=1`));
            expect(found[0]?.seq).to.equal(seq);
            expect(found[0]?.task).to.deep.equal(answer.json);
            expect(seqOf(await ask('GET', `${tasks}?limit=1`))).to.be.at.least(seq);
            return seq;
          }),
        );
        expect(seqs.toSorted((a, b) => a - b)).to.deep.equal(times(100, (i) => i + 2));
      });
    });

    describe('GET …/changes', () => {
      it('has nothing of a user nobody has heard of', async () => {
        const answer = await ask('GET', changes);
        expect([answer.status, answer.text]).to.deep.equal([200, '{"changes":[],"next_since":0,"end":true}']);
      });

      it('has every change in order, with what it is called and the task as it was then', async () => {
        const answers: Answer[] = [await ask('POST', tasks, { body: { title: 'x' } })];
        const id = answers[0]?.json.id;
        const url = `${tasks}/${id}`;
        answers.push(await ask('PUT', url, { body: { title: 'y' } }));
        answers.push(await ask('PATCH', url, { body: { description: 'z' }, headers: MERGE_PATCH }));
        for (const body of [undefined, undefined, { completed: true }, { completed: true }, { completed: false }]) {
          answers.push(await toggle(url, body));
        }
        answers.splice(6, 1);
        answers.push(await ask('DELETE', url));
        answers.push(await undo(8));
        answers.push(await undo(9));
        answers.push(await ask('PUT', `${tasks}/${randomUUID()}`, { body: { title: 'new' }, headers: TO_CREATE }));
        const log = pageIn(await ask('GET', changes)).changes;
        expect(log.map(({ kind, version }) => [kind, version])).to.deep.equal([
          ...['created', 'updated', 'updated', 'completed', 'reopened', 'completed'].map((kind, i) => [kind, i + 1]),
          ...['reopened', 'deleted', 'restored', 'deleted'].map((kind, i) => [kind, i + 7]),
          ['created', 1],
        ]);
        expect(log.map(({ seq }) => seq)).to.deep.equal(times(11, (i) => i + 1));
        expect(log.map(({ task_id }) => task_id)).to.deep.equal([...Array(10).fill(id), answers.at(-1)?.json.id]);
        for (const [i, { seq, task }] of log.entries()) {
          const { json } = answers[i] as Answer;
          expect(seqOf(answers[i] as Answer)).to.equal(seq);
          if (seq === 8) expect(task).to.equal(null);
          else if (seq === 9 || seq === 10) expect(json).to.deep.equal(log[i]);
          else expect(task).to.deep.equal(json);
        }
      });

      it('tells what undoing each kind is called', async () => {
        const url = await newUrl();
        await ask('PUT', url, { body: { title: 'y' } });
        await undo(2);
        await toggle(url);
        await undo(4);
        await undo(5);
        await ask('DELETE', url);
        await undo(7);
        const kinds = (await allChanges(changes)).map(({ kind }) => kind);
        expect(kinds.slice(0, 5)).to.deep.equal(['created', 'updated', 'updated', 'completed', 'reopened']);
        expect(kinds.slice(5)).to.deep.equal(['completed', 'deleted', 'restored']);
      });

      it('is read page by page, from anywhere, with the end told when it is there', async () => {
        for (let i = 0; i < 7; i++) await newUrl();
        const log = await allChanges(changes);
        for (const limit of [1, 2, 3, 7, 8, 500]) expect(await allChanges(changes, limit)).to.deep.equal(log);
        for (let since = 0; since <= 7; since++) {
          for (const limit of [1, 3, 7]) {
            const page = pageIn(await ask('GET', `${changes}?since=${since}&limit=${limit}`));
            const found = log.slice(since, since + limit);
            const next = Math.min(since + limit, 7);
            expect(page).to.deep.equal({ changes: found, next_since: next, end: next === 7 });
          }
        }
      });

      it('gives a hundred changes at most unless asked otherwise, and five hundred at most', async () => {
        await Promise.all(times(101, () => newUrl()));
        expect(pageIn(await ask('GET', changes)).changes).to.have.length(100);
        expect(pageIn(await ask('GET', changes))).to.include({ next_since: 100, end: false });
        expect(pageIn(await ask('GET', `${changes}?limit=500`)).changes).to.have.length(101);
      });

      for (const since of [2, 3, 1000, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
        it(`says how to start over after change ${since}, which is not there yet`, async () => {
          await newUrl();
          for (const headers of [{}, STREAM]) {
            const detail: unknown = errorIn(
              await ask('GET', `${changes}?since=${since}`, { headers }),
              410,
              'seq_gone',
            );
            expect(detail)
              .to.match(/start over/i)
              .and.match(/list/);
          }
          errorIn(await ask('GET', `${changes}?since=${since}&wait=60`), 410, 'seq_gone');
        });
      }

      it('shows nobody what others did, nor that they did', async () => {
        await newUrl();
        const theirs = `${base}/api/${randomUUID()}/changes`;
        expect((await ask('GET', theirs)).text).to.equal('{"changes":[],"next_since":0,"end":true}');
        errorIn(await ask('GET', `${theirs}?since=1`), 410, 'seq_gone');
      });

      const refused: [query: string, type: string][] = [
        ['since=-1', 'greater_than_equal'],
        ['since=x', 'int_parsing'],
        ['since=', 'int_parsing'],
        ['since=1.5', 'int_parsing'],
        ['since=1e0', 'int_parsing'],
        ['since=%00', 'int_parsing'],
        ['limit=0', 'greater_than_equal'],
        ['limit=501', 'less_than_equal'],
        ['limit=x', 'int_parsing'],
        ['wait=-1', 'greater_than_equal'],
        ['wait=61', 'less_than_equal'],
        ['wait=0.5', 'int_parsing'],
        ['since=0&since=0', 'value_error'],
        ['wait=1&wait=1', 'value_error'],
      ];
      for (const [query, type] of refused) {
        it(`refuses ?${query}`, async () => {
          const [mistake, ...others] = errorIn(await ask('GET', `${changes}?${query}`), 422, 'validation_failed');
          expect(others).to.deep.equal([]);
          expect(mistake).to.deep.include({ type, loc: ['query', query.split('=')[0]] });
        });
      }

      it('refuses a stream from nowhere, and the log of no user, before it begins', async () => {
        for (const url of [`${changes}?since=x`, `${base}/api/me/changes`]) {
          errorIn(await ask('GET', url, { headers: STREAM }), 422, 'validation_failed');
        }
      });

      it('never fails for a number past all numbers', async () => {
        for (const since of ['9007199254740992', '9'.repeat(30)]) {
          expect((await ask('GET', `${changes}?since=${since}`)).status).to.be.oneOf([410, 422]);
        }
      });
    });

    describe('GET …/changes that waits', function () {
      // Less than the wait that is asked for, which so must have been cut short.
      this.timeout(40_000);

      it('is answered at once when there is something', async () => {
        await newUrl();
        const page = pageIn(await ask('GET', `${changes}?wait=60`));
        expect([page.changes.length, page.end]).to.deep.equal([1, true]);
      });

      it('is answered with nothing when nothing happens', async () => {
        await newUrl();
        const page = pageIn(await ask('GET', `${changes}?since=1&wait=1`));
        expect(page).to.deep.equal({ changes: [], next_since: 1, end: true });
      });

      it('is answered by every kind of change, the first of a user included', async () => {
        const put = { body: { title: 'x' }, headers: TO_CREATE };
        const url = `${tasks}/${randomUUID()}`;
        const all: (() => Promise<Answer>)[] = [
          () => ask('PUT', url, put),
          () => ask('PUT', url, { body: {} }),
          () => ask('PATCH', url, { body: {}, headers: MERGE_PATCH }),
          () => toggle(url),
          () => toggle(url, { completed: false }),
          () => ask('DELETE', url),
          () => undo(6),
          () => ask('POST', tasks, { body: { title: 'x' } }),
        ];
        for (const [since, write] of all.entries()) {
          const [waiting] = await waiters(1, since);
          const seq = seqOf(await write());
          expect(pageIn((await waiting) as Answer).changes.map((change) => change.seq)).to.deep.equal([seq]);
        }
      });

      it('has a hundred answered by one change', async () => {
        const waiting = await waiters(100, 0);
        await newUrl();
        const texts = (await Promise.all(waiting)).map((answer) => {
          expect(pageIn(answer).changes).to.have.length(1);
          return answer.text;
        });
        expect(new Set(texts).size).to.equal(1);
      });

      it('is not answered with what others do, nor with what changes nothing', async () => {
        const url = await newUrl();
        const waiting = ask('GET', `${changes}?since=1&wait=1`);
        await toggle(url, { completed: false });
        errorIn(await ask('PUT', url, { body: { title: '' } }), 422, 'validation_failed');
        await ask('POST', `${base}/api/${randomUUID()}/tasks`, { body: { title: 'x' } });
        expect(pageIn(await waiting)).to.deep.equal({ changes: [], next_since: 1, end: true });
      });

      it('leads a follower through all that many do at once, each change once and in order', async () => {
        const total = 200;
        const followers = times(3, async (i) => {
          const seen: ChangeJson[] = [];
          while (seen.length < total) {
            const page = pageIn(await ask('GET', `${changes}?since=${seen.length}&wait=60&limit=${[1, 7, 500][i]}`));
            expect(page.next_since).to.equal(seen.length + page.changes.length);
            seen.push(...page.changes);
          }
          return seen;
        });
        await writeMany(total);
        const log = await allChanges(changes);
        for (const seen of await Promise.all(followers)) expect(seen).to.deep.equal(log);
        expect(log.map(({ seq }) => seq)).to.deep.equal(times(total, (i) => i + 1));
      });

      it('goes on for others when some of those who wait hang up', async () => {
        const { hostname, port, pathname } = new URL(changes);
        const leaving = times(50, () => {
          const socket = connect(Number(port), hostname);
          socket.on('error', () => {});
          socket.write(`GET ${pathname}?wait=60 HTTP/1.1\r\nHost: x\r\n\r\n`);
          return socket;
        });
        await Promise.all(leaving.map((socket) => once(socket, 'connect')));
        const [waiting] = await waiters(1, 0);
        for (const socket of leaving) socket.destroy();
        await newUrl();
        expect(pageIn((await waiting) as Answer).changes).to.have.length(1);
      });
    });

    describe('GET …/changes as a stream of events', function () {
      this.timeout(40_000);
      const open: Events[] = [];

      afterEach(() => {
        for (const stream of open.splice(0)) stream.cut();
      });

      async function listen(url: string, headers: Record<string, string> = {}): Promise<Events> {
        const stream = await Events.open(url, headers);
        open.push(stream);
        expect(stream.status).to.equal(200);
        return stream;
      }

      it('has what the feed has, and goes on with what is done then', async () => {
        const url = await newUrl();
        await toggle(url);
        const stream = await listen(changes);
        expect(stream.headers['content-type']).to.match(/^text\/event-stream(;|$)/);
        const events = await stream.take(2);
        expect(stream.retry).to.match(/^\d+$/);
        for (const write of [
          () => ask('PUT', url, { body: { title: 'y' } }),
          () => ask('DELETE', url),
          () => undo(4),
        ]) {
          const next = stream.next();
          await write();
          events.push((await next) as ServerEvent);
        }
        const log = await allChanges(changes);
        expect(events).to.deep.equal(log.map((change) => ({ id: `${change.seq}`, data: JSON.stringify(change) })));
      });

      it('begins before there is anything, with the first change of a user', async () => {
        const stream = await listen(changes);
        const next = stream.next();
        await newUrl();
        expect(await next).to.include({ id: '1' });
      });

      it('keeps to one line whatever is in a task', async () => {
        const title = 'a\nb\r\nid: 99\n\ndata: {}\r\u2028\u2029\u0085 \u{1F980}\uFEFF';
        const task = taskIn(await ask('POST', tasks, { body: { title, description: title } }), 201);
        const stream = await listen(changes);
        const event = await stream.next();
        expect(event?.id).to.equal('1');
        expect(JSON.parse(event?.data as string).task).to.deep.equal(task);
      });

      it('is for those who ask for it', async () => {
        await newUrl();
        for (const Accept of ['*/*', 'application/json', 'text/html, */*;q=0.8']) {
          expect(pageIn(await ask('GET', changes, { headers: { Accept } })).changes).to.have.length(1);
        }
        expect(pageIn(await ask('GET', changes)).changes).to.have.length(1);
      });

      const wishes: [accept: string, isStream: boolean][] = [
        ['text/event-stream', true],
        ['TEXT/Event-Stream', true],
        ['text/html, text/event-stream;q=0.5', true],
        ['text/event-stream;q=0', false],
        ['text/event-stream ; q=0.000', false],
        ['text/event-stream;q=0, */*', false],
        ['text/event-streams', false],
        ['text/plain', false],
      ];
      for (const [accept, isStream] of wishes) {
        it(`is ${isStream ? '' : 'not '}for those who say that they accept ${accept}`, async () => {
          await newUrl();
          const stream = await listen(changes, { Accept: accept });
          const type = isStream ? /^text\/event-stream(;|$)/ : /^application\/json$/;
          expect(stream.headers['content-type']).to.match(type);
        });
      }

      it('begins after since, or after Last-Event-ID, which wins', async () => {
        for (let i = 0; i < 5; i++) await newUrl();
        expect(await idsOf(await listen(`${changes}?since=3`), 2)).to.deep.equal(['4', '5']);
        expect(await idsOf(await listen(changes, { 'Last-Event-ID': '3' }), 2)).to.deep.equal(['4', '5']);
        expect(await idsOf(await listen(`${changes}?since=1`, { 'Last-Event-ID': '3' }), 2)).to.deep.equal(['4', '5']);
        expect(await idsOf(await listen(`${changes}?since=4`, { 'Last-Event-ID': '0' }), 1)).to.deep.equal(['1']);
        expect(await idsOf(await listen(`${changes}?since=99`, { 'Last-Event-ID': '4' }), 1)).to.deep.equal(['5']);
        const stream = await listen(`${changes}?since=2`, { 'Last-Event-ID': '5' });
        const next = stream.next();
        await newUrl();
        expect(await next).to.include({ id: '6' });
      });

      for (const id of ['x', '-1', '+1', '1.5', '1e0', '0x1', '1 2', '1, 1', '"1"', 'null', '१'].map(latin1)) {
        it(`refuses the Last-Event-ID ${id}`, async () => {
          await newUrl();
          errorIn(await ask('GET', changes, { headers: { ...STREAM, 'Last-Event-ID': id } }), 400, 'bad_request');
        });
      }

      it('refuses a Last-Event-ID that is not there yet before it begins', async () => {
        await newUrl();
        for (const id of ['2', '1000', `${2 ** 40}`]) {
          const headers = { ...STREAM, 'Last-Event-ID': id };
          const detail: unknown = errorIn(await ask('GET', changes, { headers }), 410, 'seq_gone');
          expect(detail).to.match(/start over/i);
        }
        const huge = await ask('GET', changes, { headers: { ...STREAM, 'Last-Event-ID': '9'.repeat(30) } });
        expect(huge.status).to.be.oneOf([400, 410]);
      });

      it('that is cut ten times while many write has each change once and in order', async () => {
        const total = 300;
        const followers = times(3, async (i) => {
          const seen: ServerEvent[] = [];
          for (let cut = 0; cut < 10; cut++) {
            const stream = await resume(seen);
            seen.push(...(await stream.take(1 + ((cut * 5 + i) % 20))));
            stream.cut();
          }
          seen.push(...(await (await resume(seen)).take(total - seen.length)));
          return seen;
        });
        await writeMany(total);
        const log = await allChanges(changes);
        const expected = log.map((change) => ({ id: `${change.seq}`, data: JSON.stringify(change) }));
        for (const seen of await Promise.all(followers)) expect(seen).to.deep.equal(expected);
      });

      it('that is never read keeps nobody from writing, and is gone on with afterwards', async () => {
        const readers: Events[] = [];
        for (let i = 0; i < 4; i++) readers.push(await listen(changes));
        const description = '\u0001'.repeat(2000);
        const url = await newUrl();
        let left = 1100;
        async function writer(): Promise<void> {
          while (left-- > 0) taskIn(await ask('PUT', url, { body: { description } }), 200);
        }
        await Promise.all(times(16, writer));
        const length = seqOf(await ask('GET', tasks));
        expect(length).to.equal(1101);
        for (const reader of readers) {
          const seen: string[] = [];
          for (let stream = reader; seen.length < length; stream = await resume(seen.map((id) => ({ id })))) {
            seen.push(...(await idsOf(stream, length - seen.length)));
          }
          expect(seen).to.deep.equal(times(length, (i) => `${i + 1}`));
        }
      });

      it('that is left, a hundred times, leaves the service as it was', async () => {
        const streams = await Promise.all(times(100, () => listen(changes)));
        for (const stream of streams) stream.cut();
        const stream = await listen(changes);
        const next = stream.next();
        await newUrl();
        expect(await next).to.include({ id: '1' });
        expect((await ask('GET', `${base}/health`)).status).to.equal(200);
      });

      it('ends at once for HEAD', async () => {
        const { pathname } = new URL(changes);
        const head = `HEAD ${pathname} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`;
        const said = await talk(base, `${head}GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        expect(statusesIn(said)).to.deep.equal([200, 200]);
        expect(said).to.match(/Content-Type: text\/event-stream/i);
      });

      async function resume(seen: readonly { readonly id: string }[]): Promise<Events> {
        const last = seen.at(-1);
        return await listen(`${changes}?since=0`, last === undefined ? {} : { 'Last-Event-ID': last.id });
      }
    });

    describe('as_of', () => {
      it(`gives every list and every task exactly as it was after each change (SEED=${SEED})`, async () => {
        await everyHistory(30, async (history) => {
          const moments = new Map<number, Moment>([[0, await look()]]);
          const known = new Set<string>();
          for (const step of history) {
            const answer = await perform(step);
            if (answer === undefined) continue;
            const moment = await look();
            for (const id of moment.tasks.keys()) known.add(id);
            moments.set(seqOf(answer), moment);
          }
          expect([...moments.keys()]).to.deep.equal(times(moments.size, (i) => i));
          for (const [seq, moment] of moments) {
            for (const [query, list] of moment.lists) {
              const url = `${tasks}?as_of=${seq}&${query}`;
              expect(await pages(`${url}&limit=2`, seq)).to.deep.equal(list);
              expect((await ask('GET', `${url}&limit=100`)).json).to.deep.equal(list);
              expect((await ask('GET', `${url}&limit=2&offset=1`)).json).to.deep.equal(list.slice(1, 3));
              expect((await ask('GET', `${url}&offset=${list.length}`)).text).to.equal('[]');
            }
            for (const id of known) {
              const answer = await ask('GET', `${tasks}/${id}?as_of=${seq}`);
              const then = moment.tasks.get(id);
              if (then === undefined) errorIn(answer, 404, 'task_not_found');
              else expect([taskIn(answer, 200), etagOf(answer)]).to.deep.equal([then.task, then.etag]);
            }
          }
        });
      });

      it('of the Taskport-Seq of a list gives that list, while others write', async () => {
        let left = 300;
        const url = await newUrl();
        const writers = times(4, async (i) => {
          for (let n = 0; left-- > 0; n++) {
            if (i === 0) await toggle(url);
            else if (n % 3 < 2) await newUrl();
            else await ask('DELETE', `${tasks}/${(await ask('GET', tasks)).json[i]?.id}`);
          }
        });
        for (let i = 0; i < 20; i++) {
          const query = ['limit=100', 'limit=5', 'completed=false&limit=7', 'completed=true', 'offset=3'][i % 5];
          const list = await ask('GET', `${tasks}?${query}`);
          const then = await ask('GET', `${tasks}?${query}&as_of=${seqOf(list)}`);
          expect([then.json, seqOf(then)]).to.deep.equal([list.json, seqOf(list)]);
          const all = await pages(`${tasks}?as_of=${seqOf(list)}&limit=3`, seqOf(list));
          expect(all).to.deep.equal(await pages(`${tasks}?as_of=${seqOf(list)}&limit=100`, seqOf(list)));
        }
        left = 0;
        await Promise.all(writers);
      });

      it('is kept by Link', async () => {
        for (let i = 0; i < 4; i++) await newUrl();
        const next = new URL(nextOf(await ask('GET', `${tasks}?as_of=3&limit=1`), base) as string);
        expect(next.searchParams.get('as_of')).to.equal('3');
        expect((await ask('GET', next.href)).json).to.have.length(1);
      });

      it('has cursors that are good for no other', async () => {
        for (let i = 0; i < 4; i++) await newUrl();
        const [then, now] = [await ask('GET', `${tasks}?as_of=3&limit=1`), await ask('GET', `${tasks}?limit=1`)];
        const cursors = [then, now].map((page) => new URL(nextOf(page, base) as string).searchParams.get('cursor'));
        for (const query of [`cursor=${cursors[0]}`, `cursor=${cursors[0]}&as_of=4`, `cursor=${cursors[1]}&as_of=3`]) {
          const [mistake] = errorIn(await ask('GET', `${tasks}?${query}`), 422, 'validation_failed');
          expect(mistake.loc).to.deep.equal(['query', 'cursor']);
        }
      });

      it('zero is before everything', async () => {
        const url = await newUrl();
        const list = await ask('GET', `${tasks}?as_of=0`);
        expect([list.status, list.text, seqOf(list)]).to.deep.equal([200, '[]', 0]);
        errorIn(await ask('GET', `${url}?as_of=0`), 404, 'task_not_found');
        expect((await ask('GET', `${base}/api/${randomUUID()}/tasks?as_of=0`)).text).to.equal('[]');
      });

      it('that is not there yet is told with how to start over', async () => {
        const url = await newUrl();
        for (const seq of [2, 1000, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
          for (const path of [tasks, url]) errorIn(await ask('GET', `${path}?as_of=${seq}`), 410, 'seq_gone');
        }
      });

      for (const seq of ['', 'x', '-1', '1.5', '1e0', '0x1', '%00', 'null', '1&as_of=1']) {
        it(`refuses ${JSON.stringify(seq)}`, async () => {
          const url = await newUrl();
          for (const path of [tasks, url]) {
            const [mistake] = errorIn(await ask('GET', `${path}?as_of=${seq}`), 422, 'validation_failed');
            expect(mistake.loc).to.deep.equal(['query', 'as_of']);
          }
        });
      }

      it('shows nobody what others had', async () => {
        const url = await newUrl();
        const theirs = `${base}/api/${randomUUID()}/tasks`;
        errorIn(await ask('GET', `${theirs}?as_of=1`), 410, 'seq_gone');
        await ask('POST', theirs, { body: { title: 'x' } });
        errorIn(await ask('GET', `${theirs}/${url.split('/').at(-1)}?as_of=1`), 404, 'task_not_found');
        expect((await ask('GET', `${theirs}?as_of=1`)).json).to.have.length(1);
      });

      it('spares a reader what he has', async () => {
        const url = await newUrl();
        await toggle(url);
        for (const path of [`${url}?as_of=1`, `${tasks}?as_of=1`]) {
          const etag = etagOf(await ask('GET', path));
          const answer = await ask('GET', path, { headers: { 'If-None-Match': etag } });
          expect([answer.status, answer.text, etagOf(answer)]).to.deep.equal([304, '', etag]);
        }
        const changed = await ask('GET', url, {
          headers: { 'If-None-Match': etagOf(await ask('GET', `${url}?as_of=1`)) },
        });
        expect(taskIn(changed, 200).completed).to.equal(true);
      });
    });

    describe('GET …/tasks/{task_id}/history', () => {
      it(`has what the log has of one task, living or deleted (SEED=${SEED})`, async () => {
        await everyHistory(25, async (history) => {
          for (const step of history) await perform(step);
          const log = await allChanges(changes);
          for (const id of new Set(log.map(({ task_id }) => task_id))) {
            const expected = log.filter(({ task_id }) => task_id === id);
            for (const limit of [1, 2, 500]) {
              expect(await allChanges(`${tasks}/${id}/history`, limit)).to.deep.equal(expected);
            }
            const since = Math.floor(log.length / 2);
            const later = await allChanges(`${tasks}/${id}/history`, 500, since);
            expect(later).to.deep.equal(expected.filter(({ seq }) => seq > since));
          }
        });
      });

      it('has a deleted task’s, with its deletion', async () => {
        const url = await newUrl();
        await newUrl();
        await ask('DELETE', url);
        const log = await allChanges(`${url}/history`);
        expect(log.map(({ seq, kind, version }) => [seq, kind, version])).to.deep.equal([
          [1, 'created', 1],
          [3, 'deleted', 2],
        ]);
      });

      it('goes on from next_since with what is new, and tells the end', async () => {
        const url = await newUrl();
        await toggle(url);
        await newUrl();
        const first = pageIn(await ask('GET', `${url}/history?limit=1`));
        expect(first).to.include({ end: false, next_since: 1 });
        const second = pageIn(await ask('GET', `${url}/history?since=1`));
        expect(second.changes.map(({ seq }) => seq)).to.deep.equal([2]);
        expect(second.end).to.equal(true);
        const nothing = pageIn(await ask('GET', `${url}/history?since=${second.next_since}`));
        expect(nothing).to.deep.include({ changes: [], end: true });
        await toggle(url);
        const { changes: found } = pageIn(await ask('GET', `${url}/history?since=${second.next_since}`));
        expect(found.map(({ seq, kind }) => [seq, kind])).to.deep.equal([[4, 'reopened']]);
      });

      it('finds no task that never was, or is someone else’s', async () => {
        const url = await newUrl();
        const id = url.split('/').at(-1);
        for (const path of [`${tasks}/${randomUUID()}`, `${base}/api/${randomUUID()}/tasks/${id}`]) {
          for (const query of ['', '?since=0', '?since=1', '?limit=1&since=1']) {
            errorIn(await ask('GET', `${path}/history${query}`), 404, 'task_not_found');
          }
        }
      });

      it('refuses what the feed refuses', async () => {
        const url = await newUrl();
        for (const query of ['since=-1', 'since=x', 'limit=0', 'limit=501', 'since=1&since=1']) {
          const [mistake] = errorIn(await ask('GET', `${url}/history?${query}`), 422, 'validation_failed');
          expect(mistake.loc).to.deep.equal(['query', query.split('=')[0]]);
        }
        const [mistake] = errorIn(await ask('GET', `${tasks}/x/history`), 422, 'validation_failed');
        expect(mistake).to.deep.include({ type: 'uuid_parsing', loc: ['path', 'task_id'] });
      });

      it('says how to start over after a change that is not there yet', async () => {
        errorIn(await ask('GET', `${await newUrl()}/history?since=2`), 410, 'seq_gone');
      });
    });

    describe('POST …/changes/{seq}/undo', () => {
      it('of a creation deletes, and undone in turn restores', async () => {
        const task = taskIn(await ask('POST', tasks, { body: { title: 'x', description: 'y', completed: true } }), 201);
        const answer = await undo(1);
        expect(changeIn(answer)).to.include({ seq: 2, kind: 'deleted', task_id: task.id, version: 2, task: null });
        expect(seqOf(answer)).to.equal(2);
        expect(answer.headers).not.to.have.property('etag');
        errorIn(await ask('GET', `${tasks}/${task.id}`), 404, 'task_not_found');
        const redone = await undo(2);
        expect(changeIn(redone)).to.include({ seq: 3, kind: 'restored', task_id: task.id, version: 3 });
        expect([seqOf(redone), etagOf(redone)]).to.deep.equal([3, '"3"']);
        expectSame(redone.json.task, task);
        expect((await ask('GET', tasks)).json).to.deep.equal([redone.json.task]);
        expect(await allChanges(changes, 500, 1)).to.deep.equal([answer.json, redone.json]);
        expect(changeIn(await undo(3))).to.include({ kind: 'deleted', version: 4 });
      });

      it('of an edit brings everything back, and undone in turn does it again', async () => {
        const task = taskIn(await ask('POST', tasks, { body: { title: 'x', description: 'y' } }), 201);
        const url = `${tasks}/${task.id}`;
        const edited = taskIn(await ask('PUT', url, { body: { title: 'z', description: null, completed: true } }), 200);
        const back = await undo(2);
        expectSame(changeIn(back).task, task, edited);
        expect((await ask('GET', url)).json).to.deep.equal(back.json.task);
        expectSame(changeIn(await undo(3)).task, edited, back.json.task);
        expect(etagOf(await ask('GET', url))).to.equal('"4"');
      });

      it('does one step after the other', async () => {
        const url = await newUrl();
        const states = [(await ask('GET', url)).json];
        for (const body of [{ title: 'a' }, { title: 'b' }, { description: 'c' }, { completed: true }, {}]) {
          states.push((await ask('PUT', url, { body })).json);
        }
        for (let seq = 6; seq > 1; seq--) expectSame(changeIn(await undo(seq)).task, states[seq - 2]);
        expect(changeIn(await undo(1)).task).to.equal(null);
      });

      it('is refused twice in a row, and names what is in the way', async () => {
        const url = await newUrl();
        await newUrl();
        const writes = [
          () => ask('PUT', url, { body: { title: 'y' } }),
          () => toggle(url),
          () => ask('DELETE', url),
          () => ask('POST', tasks, { body: { title: 'z' } }),
        ];
        for (const write of writes) {
          const seq = seqOf(await write());
          await undo(seq);
          const log = await allChanges(changes);
          const again = await undo(seq);
          errorIn(again, 409, 'change_in_the_way', 'conflicting_seq');
          expect(again.json.conflicting_seq).to.equal(seq + 1);
          expect(await allChanges(changes)).to.deep.equal(log);
        }
      });

      it('asks whether the task is as the change left it, and not who made it so', async () => {
        const url = await newUrl();
        await toggle(url);
        await toggle(url);
        await newUrl();
        const refused = await undo(2);
        errorIn(refused, 409, 'change_in_the_way', 'conflicting_seq');
        expect(refused.json.conflicting_seq).to.equal(3);
        await toggle(url);
        expect(changeIn(await undo(2))).to.include({ kind: 'reopened' });
        expect(changeIn(await undo(1))).to.include({ kind: 'deleted' });
      });

      it('of what a later change built upon is refused, and names a change of that task since', async () => {
        const url = await newUrl();
        await ask('PUT', url, { body: { title: 'y' } });
        await newUrl();
        await ask('PUT', url, { body: { description: 'z' } });
        await ask('DELETE', url);
        await newUrl();
        for (const [seq, since] of [
          [1, [2, 4, 5]],
          [2, [4, 5]],
          [4, [5]],
        ] as const) {
          const answer = await undo(seq);
          errorIn(answer, 409, 'change_in_the_way', 'conflicting_seq');
          expect(answer.json.conflicting_seq).to.be.oneOf([...since]);
        }
        for (const seq of [5, 4, 2, 1]) changeIn(await undo(seq));
        expect((await ask('GET', tasks)).json).to.have.length(2);
      });

      it('says what is in the way in the form of RFC 9457 too', async () => {
        const url = await newUrl();
        await toggle(url);
        const answer = await ask('POST', `${changes}/1/undo`, { headers: { Accept: 'application/problem+json' } });
        expect([answer.status, answer.headers['content-type']]).to.deep.equal([409, 'application/problem+json']);
        expect(answer.json).to.include({ status: 409, code: 'change_in_the_way', conflicting_seq: 2 });
      });

      it('twenty times at once undoes once', async () => {
        const url = await newUrl();
        for (const write of [() => ask('PUT', url, { body: { title: 'y' } }), () => ask('DELETE', url)]) {
          const seq = seqOf(await write());
          const answers = await Promise.all(times(20, () => undo(seq)));
          const refused = answers.filter(({ status }) => status !== 200);
          expect(refused).to.have.length(19);
          for (const answer of refused) {
            errorIn(answer, 409, 'change_in_the_way', 'conflicting_seq');
            expect(answer.json.conflicting_seq).to.equal(seq + 1);
          }
        }
      });

      it('knows no change that never was, or is someone else’s', async () => {
        await newUrl();
        for (const seq of [2, 1000, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
          errorIn(await undo(seq), 404, 'change_not_found');
        }
        errorIn(await ask('POST', `${base}/api/${randomUUID()}/changes/1/undo`), 404, 'change_not_found');
        expect(await allChanges(changes)).to.have.length(1);
      });

      for (const seq of ['x', '-1', '1.5', '1e0', '0x1', '%20', '%00', '%F0%9F%A6%80']) {
        it(`refuses the change ${seq}`, async () => {
          const [mistake, ...others] = errorIn(await ask('POST', `${changes}/${seq}/undo`), 422, 'validation_failed');
          expect(others).to.deep.equal([]);
          expect(mistake.loc).to.deep.equal(['path', 'seq']);
        });
      }

      it('never fails for a number past all numbers, or below', async () => {
        for (const seq of ['0', '9007199254740992', '9'.repeat(30)]) {
          expect((await ask('POST', `${changes}/${seq}/undo`)).status).to.be.oneOf([404, 422]);
        }
      });

      it(`of any last change leads back to what was before it (SEED=${SEED})`, async () => {
        await everyHistory(30, async (history) => {
          for (const step of history) {
            const before = await listed();
            const answer = await perform(step);
            if (answer === undefined) continue;
            const between = await listed();
            const undone = changeIn(await undo(seqOf(answer)));
            const after = await listed();
            expect(after.map(timeless)).to.deep.equal(before.map(timeless));
            for (const [i, task] of after.entries()) {
              const earlier = [before[i], between.find(({ id }) => id === task.id)];
              if (task.id === undone.task_id) expectSame(task, ...earlier);
              else expect(task).to.deep.equal(before[i]);
            }
            // Done again, so that the next step finds something.
            await undo(undone.seq);
            expect((await listed()).map(timeless)).to.deep.equal(between.map(timeless));
          }
        });
      });

      it(`of a whole history, backwards, leads back to nothing, and backwards again to the end (SEED=${SEED})`, async () => {
        await everyHistory(30, async (history) => {
          const states = [await listed()];
          for (const step of history) if ((await perform(step)) !== undefined) states.push(await listed());
          const count = states.length - 1;
          for (let seq = count; seq > 0; seq--) {
            changeIn(await undo(seq));
            expect((await listed()).map(timeless)).to.deep.equal(states[seq - 1]?.map(timeless));
          }
          expect(await listed()).to.deep.equal([]);
          for (let seq = 2 * count; seq > count; seq--) changeIn(await undo(seq));
          expect((await listed()).map(timeless)).to.deep.equal(states[count]?.map(timeless));
          const log = await allChanges(changes);
          expect(log.map(({ seq }) => seq)).to.deep.equal(times(3 * count, (i) => i + 1));
          for (const id of new Set(log.map(({ task_id }) => task_id))) {
            const own = log.filter(({ task_id }) => task_id === id);
            expect(own.map(({ version }) => version)).to.deep.equal(times(own.length, (i) => i + 1));
          }
        });
      });
    });

    interface Moment {
      readonly lists: ReadonlyMap<string, TaskJson[]>;
      readonly tasks: ReadonlyMap<string, { readonly task: TaskJson; readonly etag: string }>;
    }

    /** All that can be read of the tasks now. */
    async function look(): Promise<Moment> {
      const lists = new Map<string, TaskJson[]>();
      for (const query of ['', 'completed=true', 'completed=false']) {
        lists.set(query, (await ask('GET', `${tasks}?limit=100&${query}`)).json);
      }
      const all = new Map<string, { task: TaskJson; etag: string }>();
      for (const { id } of lists.get('') as TaskJson[]) {
        const answer = await ask('GET', `${tasks}/${id}`);
        all.set(id, { task: taskIn(answer, 200), etag: etagOf(answer) });
      }
      return { lists, tasks: all };
    }

    /** A whole list, by its Links, all of it of one moment. */
    async function pages(start: string, seq: number): Promise<TaskJson[]> {
      const all: TaskJson[] = [];
      for (let url: string | undefined = start; url !== undefined; ) {
        const page: Answer = await ask('GET', url);
        expect([page.status, seqOf(page)], page.text).to.deep.equal([200, seq]);
        all.push(...page.json);
        url = nextOf(page, base);
      }
      return all;
    }

    /** Checks something for histories made at random, each of a new user. */
    async function everyHistory(length: number, check: (history: Step[]) => Promise<void>): Promise<void> {
      const property = fc.asyncProperty(steps(length), async (history) => {
        mine = `${base}/api/${randomUUID()}`;
        tasks = `${mine}/tasks`;
        changes = `${mine}/changes`;
        await check(history);
      });
      await fc.assert(property, { seed: SEED, numRuns: 2, endOnFailure: true });
    }

    /** Does what a step says, if that is possible; the answer if it has changed anything. */
    async function perform({ verb, which, ...body }: Step): Promise<Answer | undefined> {
      const last = seqOf(await ask('GET', `${tasks}?limit=1`));
      const all = await listed();
      const url = `${tasks}/${all[which % all.length]?.id}`;
      const { completed } = body;
      let answer: Answer;
      if (verb === 'PUT new') answer = await ask('PUT', `${tasks}/${randomUUID()}`, { body, headers: TO_CREATE });
      else if (verb === 'create' || all.length === 0) answer = await ask('POST', tasks, { body });
      else if (verb === 'PUT') answer = await ask('PUT', url, { body });
      else if (verb === 'PATCH') answer = await ask('PATCH', url, { body: { completed }, headers: MERGE_PATCH });
      else if (verb === 'toggle') answer = await toggle(url);
      else if (verb === 'set') answer = await toggle(url, { completed });
      else if (verb === 'delete') answer = await ask('DELETE', url);
      else answer = await undo(1 + (which % last));
      if (verb === 'undo' && answer.status === 409) return undefined;
      expect(answer.status, answer.text).to.be.oneOf([200, 201]);
      if (verb !== 'set' || seqOf(answer) > last) expect(seqOf(answer)).to.equal(last + 1);
      return seqOf(answer) > last ? answer : undefined;
    }

    /** Requests that wait for something new, and have been sent. */
    async function waiters(count: number, since: number): Promise<Promise<Answer>[]> {
      const waiting = times(count, () => ask('GET', `${changes}?since=${since}&wait=60`));
      await ask('GET', `${changes}?since=${since}`);
      return waiting;
    }

    /** Makes so many changes of all kinds, by many clients at once. */
    async function writeMany(count: number): Promise<void> {
      let left = count;
      async function writer(): Promise<void> {
        for (let url: string | undefined, n = 0; left-- > 0; n++) {
          if (url === undefined) url = await newUrl();
          else if (n % 4 === 1) await ask('PUT', url, { body: { title: `${n}` } });
          else if (n % 4 === 2) await toggle(url);
          else {
            expect((await ask('DELETE', url)).status).to.equal(200);
            url = undefined;
          }
        }
      }
      await Promise.all(times(10, writer));
      expect(seqOf(await ask('GET', `${tasks}?limit=1`))).to.equal(count);
    }

    async function newUrl(): Promise<string> {
      return `${tasks}/${taskIn(await ask('POST', tasks, { body: { title: 'x' } }), 201).id}`;
    }

    async function listed(): Promise<TaskJson[]> {
      return (await ask('GET', `${tasks}?limit=100`)).json;
    }

    function undo(seq: number): Promise<Answer> {
      return ask('POST', `${changes}/${seq}/undo`);
    }
  });
}

function toggle(url: string, body?: unknown): Promise<Answer> {
  return ask('PATCH', `${url}/complete`, { body });
}

async function idsOf(stream: Events, count: number): Promise<string[]> {
  return (await stream.take(count)).map(({ id }) => id);
}

/** Sees that a task is what another one was, and was changed since, and since all others. */
function expectSame(task: TaskJson | null, ...earlier: (TaskJson | null | undefined)[]): void {
  expect(task && timeless(task)).to.deep.equal(earlier[0] && timeless(earlier[0]));
  for (const before of earlier) if (task && before) expect(task.updated_at > before.updated_at).to.equal(true);
}

function timeless({ updated_at: _, ...rest }: TaskJson): object {
  return rest;
}

/** A text as it must be given for its UTF-8 to be sent in a header. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
