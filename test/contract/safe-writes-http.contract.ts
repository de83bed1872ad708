import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Answer, ask } from '../../tools/support/client.ts';
import { allChanges, errorIn, etagOf, nextOf, seqOf, type TaskJson, taskIn } from '../support/answers.ts';
import type { StoreUnderTest } from '../support/service/stores.ts';

/** Printed with the test's name; set it to see the same order again. */
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const MERGE_PATCH = 'application/merge-patch+json';
const TO_CREATE = { 'If-None-Match': '*' };

type Headers = Readonly<Record<string, string | readonly string[]>>;
interface Write {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Headers;
}

/** What lets clients send a write again, and overwrite nothing that they have not seen, asked from outside. */
export function safeWritesHttpContract(store: StoreUnderTest): void {
  describe(`safe writes over HTTP on ${store.name}`, () => {
    let base: string;
    let mine: string;
    let tasks: string;

    before(async function () {
      if (store.missing) this.skip();
      base = (await store.service()).url;
    });

    beforeEach(() => {
      mine = `${base}/api/${randomUUID()}`;
      tasks = `${mine}/tasks`;
    });

    /** Every kind of write there is, each after what it needs has been made ready. */
    const writes: [what: string, prepare: () => Promise<Write>][] = [
      ['a POST', async () => post({ title: 'x' })],
      ['a PUT', async () => put(await newUrl(), { title: 'y' })],
      ['a PUT that creates', async () => creation()],
      ['a PATCH', async () => patch(await newUrl(), { description: 'y' })],
      ['a toggle', async () => toggle(await newUrl())],
      ['a toggle that sets', async () => toggle(await newUrl(), { completed: true })],
      ['a toggle that finds it so', async () => toggle(await newUrl(), { completed: false })],
      ['a DELETE', async () => deletion(await newUrl())],
      ['an undo that deletes', async () => undo(seqOf(await done(creation())))],
      ['an undo that restores', async () => undo(seqOf(await done(deletion(await newUrl()))))],
      ['an undo that changes back', async () => undo(seqOf(await done(toggle(await newUrl()))))],
    ];

    /** The writes that may have conditions, by the task they are for. */
    const conditional: [what: string, write: (url: string) => Write][] = [
      ['a PUT', (url) => put(url, { title: 'y' })],
      ['a PATCH', (url) => patch(url, { title: 'y' })],
      ['a toggle', (url) => toggle(url)],
      ['a toggle that sets', (url) => toggle(url, { completed: true })],
      ['a toggle that finds it so', (url) => toggle(url, { completed: false })],
      ['a DELETE', (url) => deletion(url)],
    ];

    describe('Idempotency-Key', () => {
      for (const [what, prepare] of writes) {
        it(`has ${what} that is sent again answered the same to the byte, and not done again`, async () => {
          const write = await prepare();
          const first = await done(write, 'key');
          const log = await allChanges(`${mine}/changes`);
          for (let i = 0; i < 3; i++) expectReplay(await send(write, 'key'), first);
          expect(await allChanges(`${mine}/changes`)).to.deep.equal(log);
        });

        it(`has ${what} answered the same whatever others did since, and does nothing to it`, async () => {
          const write = await prepare();
          const first = await done(write, 'key');
          const others: (() => Promise<Write[]>)[] = [
            async () => [undo((await allChanges(`${mine}/changes`)).length)],
            async () => (await urls()).map((url) => put(url, { title: 'z', completed: true })),
            async () => (await urls()).map((url) => toggle(url)),
            async () => (await urls()).map((url) => deletion(url)),
            async () => [undo((await allChanges(`${mine}/changes`)).length)],
          ];
          for (const theirs of others) {
            for (const other of await theirs()) await done(other);
            const log = await allChanges(`${mine}/changes`);
            expectReplay(await send(write, 'key'), first);
            expect(await allChanges(`${mine}/changes`)).to.deep.equal(log);
          }
        });

        it(`has ${what} that is sent a hundred times at once done once`, async () => {
          const write = await prepare();
          const before = (await allChanges(`${mine}/changes`)).length;
          const answers = await Promise.all(times(100, () => send(write, 'key')));
          const firsts = answers.filter(
            ({ status, headers }) => status < 300 && headers['idempotency-replayed'] === undefined,
          );
          expect(firsts).to.have.length(1);
          const first = firsts[0] as Answer;
          for (const answer of answers) {
            if (answer.status === 409) errorIn(answer, 409, 'idempotency_key_in_use');
            else if (answer !== first) expectReplay(answer, first);
          }
          expectReplay(await send(write, 'key'), first);
          const after = (await allChanges(`${mine}/changes`)).length;
          expect(after - before).to.equal(what === 'a toggle that finds it so' ? 0 : 1);
        });

        it(`has ${what} refused if it was used for something else, and nothing done`, async () => {
          const write = await prepare();
          await done(post({ title: 'the first with this key' }), 'key');
          const log = await allChanges(`${mine}/changes`);
          errorIn(await send(write, 'key'), 422, 'idempotency_key_reused');
          expect(await allChanges(`${mine}/changes`)).to.deep.equal(log);
          await done(write, 'another-key');
        });

        it(`is not taken for that of another user by ${what}`, async () => {
          const theirs = { ...post({ title: 'x' }), url: `${base}/api/${randomUUID()}/tasks` };
          const first = await done(theirs, 'key');
          await done(await prepare(), 'key');
          expectReplay(await send(theirs, 'key'), first);
        });
      }

      const malformed: (string | string[])[] = [
        ...['', ' ', '""', '"', 'a b', '"a b"', 'a\tb', 'ü', '"ü"', '"a', '"a"b', '"a"b"'],
        ...['x'.repeat(256), `"${'x'.repeat(256)}"`, 'x'.repeat(5000)],
      ];
      for (const key of [...malformed, ['a', 'b'], ['a', 'a']]) {
        it(`is malformed as ${JSON.stringify(key).slice(0, 20)} (${key.length}), and then nothing is done`, async () => {
          for (const [, prepare] of writes) {
            const write = await prepare();
            const log = await allChanges(`${mine}/changes`);
            errorIn(await send(write, key), 400, 'bad_request');
            expect(await allChanges(`${mine}/changes`)).to.deep.equal(log);
          }
        });
      }

      for (const key of ['a', '!', '~', "'", 'a,b', '{}', '\\', '__proto__', 'constructor', '%00', 'x'.repeat(255)]) {
        it(`may be ${key.slice(0, 20)} (${key.length}), bare or quoted, which is the same`, async () => {
          const first = await done(post({ title: 'x' }), key);
          expectReplay(await send(post({ title: 'x' }), key), first);
          if (key !== '\\') expectReplay(await send(post({ title: 'x' }), `"${key}"`), first);
          expect(await urls()).to.have.length(1);
        });
      }

      it('is another if it differs in anything, case included', async () => {
        for (const key of ['k', 'K', 'kk', 'k2', '"k1"']) await done(post({ title: 'x' }), key);
        expect(await urls()).to.have.length(5);
      });

      const different: [what: string, pair: (url: string, other: string) => [Write, Write]][] = [
        ['titles', () => [post({ title: 'x' }), post({ title: 'y' })]],
        ['Unicode forms of a title', () => [post({ title: '\u00e9' }), post({ title: 'e\u0301' })]],
        ['descriptions', () => [post({ title: 'x' }), post({ title: 'x', description: '' })]],
        ['completed', () => [post({ title: 'x' }), post({ title: 'x', completed: true })]],
        ['tasks to PUT', (url, other) => [put(url, { title: 'x' }), put(other, { title: 'x' })]],
        ['tasks to PATCH', (url, other) => [patch(url, { title: 'x' }), patch(other, { title: 'x' })]],
        ['tasks to toggle', (url, other) => [toggle(url), toggle(other)]],
        ['tasks to DELETE', (url, other) => [deletion(url), deletion(other)]],
        ['tasks to create', () => [creation(), creation()]],
        ['methods', (url) => [put(url, { title: 'x' }), patch(url, { title: 'x' })]],
        ['methods without a body', (url) => [toggle(url), deletion(url)]],
        ['PUTs, one of nothing and one of null', (url) => [put(url, {}), put(url, { description: null })]],
        ['PUTs, one of nothing and one of what is', (url) => [put(url, {}), put(url, { completed: false })]],
        ['PATCHes, one of nothing and one of null', (url) => [patch(url, {}), patch(url, { description: null })]],
        ['toggles, one that flips', (url) => [toggle(url), toggle(url, { completed: true })]],
        ['toggles that set', (url) => [toggle(url, { completed: true }), toggle(url, { completed: false })]],
        ['changes to undo', () => [undo(2), undo(1)]],
      ];
      for (const [what, pair] of different) {
        it(`is not good for different ${what}, and is still good for the first`, async () => {
          const [one, other] = pair(await newUrl(), await newUrl());
          const first = await done(one, 'key');
          const log = await allChanges(`${mine}/changes`);
          errorIn(await send(other, 'key'), 422, 'idempotency_key_reused');
          expectReplay(await send(one, 'key'), first);
          expect(await allChanges(`${mine}/changes`)).to.deep.equal(log);
        });
      }

      const same: [what: string, one: string, other: string][] = [
        ['in white space', '{"title":"x","completed":true}', '\n{ "title" :\t"x", "completed" : true }\r\n '],
        ['in unknown fields', '{"title":"x","completed":true}', '{"title":"x","id":5,"completed":true,"a":[{"b":1}]}'],
        [
          'in how letters are written',
          '{"title":"x/é","completed":true}',
          '{"title":"\\u0078\\/\\u00e9","completed":true}',
        ],
        ['in the order of fields', '{"title":"x","completed":true}', '{"completed":true,"title":"x"}'],
      ];
      for (const [what, one, other] of same) {
        it(`is good for JSON that differs only ${what}`, async () => {
          const requests: ((body: string) => Write)[] = [post];
          const [changed, patched, set] = [await newUrl(), await newUrl(), await newUrl()];
          requests.push((body) => put(changed, body));
          requests.push((body) => patch(patched, body));
          requests.push((body) => toggle(set, body));
          for (const [i, request] of requests.entries()) {
            const first = await done(request(one), `key-${i}`);
            expectReplay(await send(request(other), `key-${i}`), first);
          }
        });
      }

      it('is good for the same ids in upper case', async () => {
        const { json: task } = await done(post({ title: 'x' }));
        const loud = `${base}/api/${task.user_id.toUpperCase()}/tasks/${task.id.toUpperCase()}`;
        const first = await done(toggle(`${tasks}/${task.id}`), 'key');
        expectReplay(await send(toggle(loud), 'key'), first);
      });

      it('is ignored by what only reads, malformed or used as it may be', async () => {
        const url = await newUrl();
        for (const key of ['new', 'a b', '', ['a', 'b']]) {
          for (const method of ['GET', 'HEAD', 'OPTIONS']) {
            for (const path of [url, tasks, `${url}/history`, `${mine}/changes`]) {
              const answer = await send({ method, url: path }, key);
              expect(answer.status).to.equal(method === 'OPTIONS' ? 204 : 200);
              expect(answer.headers).not.to.have.property('idempotency-replayed');
            }
          }
        }
        await done(toggle(url), 'new');
        const read = await send({ method: 'GET', url }, 'new');
        expect(taskIn(read, 200).completed).to.equal(true);
        expect(read.headers).not.to.have.property('idempotency-replayed');
      });

      it('does not keep that a task was missing', async () => {
        const write = creation();
        const found = put(write.url, { title: 'y' });
        errorIn(await send(found, 'key'), 404, 'task_not_found');
        errorIn(await send(toggle(write.url), 'key'), 404, 'task_not_found');
        await done(write);
        expect(taskIn(await done(found, 'key'), 200).title).to.equal('y');
      });

      it('does not keep that a task was another version', async () => {
        const url = await newUrl();
        const write = { ...put(url, { title: 'y' }), headers: { 'If-Match': '"2"' } };
        errorIn(await send(write, 'key'), 412, 'precondition_failed');
        await done(toggle(url));
        expect(taskIn(await done(write, 'key'), 200).title).to.equal('y');
        expectReplay(await send(write, 'key'), await send(write, 'key'));
        expect(await allChanges(`${mine}/changes`)).to.have.length(3);
      });

      it('does not keep that a body was not understood', async () => {
        errorIn(await send(post({ title: '' }), 'key'), 422, 'validation_failed');
        errorIn(await send(post('{'), 'key'), 400, 'malformed_json');
        errorIn(
          await send({ ...post('x'), headers: { 'Content-Type': 'text/plain' } }, 'key'),
          415,
          'unsupported_media_type',
        );
        const url = await newUrl();
        errorIn(await send(toggle(url, { completed: 1 }), 'key'), 422, 'validation_failed');
        await done(post({ title: 'x' }), 'key');
      });

      it('does not keep that a change was not there, or could not be undone', async () => {
        errorIn(await send(undo(1), 'key'), 404, 'change_not_found');
        const url = await newUrl();
        await done(put(url, { title: 'y' }));
        errorIn(await send(undo(1), 'key'), 409, 'change_in_the_way', 'conflicting_seq');
        await done(undo(2));
        await done(undo(1), 'key');
        errorIn(await ask('GET', url), 404, 'task_not_found');
      });

      it('goes before the conditions that held when its request was done', async () => {
        const url = await newUrl();
        for (const [i, [, write]] of conditional.entries()) {
          const request = ifMatch(write(url), etagOf(await ask('GET', url)));
          const first = await done(request, `key-${i}`);
          expectReplay(await send(request, `key-${i}`), first);
        }
      });

      it('that is used for a hundred different requests at once has one of them done', async () => {
        const requests = times(100, (i) => post({ title: `${i}` }));
        const answers = await Promise.all(requests.map((request) => send(request, 'key')));
        for (const answer of answers.filter(({ status }) => status !== 201)) {
          if (answer.status === 409) errorIn(answer, 409, 'idempotency_key_in_use');
          else errorIn(answer, 422, 'idempotency_key_reused');
        }
        const winner = answers.findIndex(({ status }) => status === 201);
        expect(await allChanges(`${mine}/changes`)).to.have.length(1);
        expectReplay(await send(requests[winner] as Write, 'key'), answers[winner] as Answer);
      });

      it('has a write done once whose answers are lost', async () => {
        await Promise.all(
          times(20, async (i) => {
            for (let loss = 0; loss < 3; loss++) await sendAndLeave(post({ title: `${i}` }), `key-${i}`);
            taskIn(await untilFree(post({ title: `${i}` }), `key-${i}`), 201);
          }),
        );
        expect(await allChanges(`${mine}/changes`)).to.have.length(20);
      });

      it(`makes 201 toggles, each sent three times by many clients, count as 201 (SEED=${SEED})`, async () => {
        const url = await newUrl();
        const keys = times(201, (i) => `key-${i}`);
        const sent = [...keys, ...keys, ...keys];
        const shuffled = fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length });
        const left = fc.sample(shuffled, { seed: SEED, numRuns: 1 })[0] as string[];
        const answers = new Map<string, Answer[]>(keys.map((key) => [key, []]));
        async function client(): Promise<void> {
          for (let key = left.pop(); key !== undefined; key = left.pop()) {
            answers.get(key)?.push(await untilFree(toggle(url), key));
          }
        }
        await Promise.all(times(40, client));
        const seqs = new Set<number>();
        for (const all of answers.values()) {
          const first = all.find(({ headers }) => headers['idempotency-replayed'] === undefined) as Answer;
          seqs.add(seqOf(first));
          for (const answer of all) if (answer !== first) expectReplay(answer, first);
        }
        expect([...seqs].toSorted((a, b) => a - b)).to.deep.equal(times(201, (i) => i + 2));
        const answer = await ask('GET', url);
        expect([taskIn(answer, 200).completed, etagOf(answer)]).to.deep.equal([true, '"202"']);
      });
    });

    describe('ETag', () => {
      it('is the version of the task, with every answer that has one', async () => {
        const url = await newUrl();
        const steps = [put(url, { title: 'y' }), patch(url, {}), toggle(url), toggle(url, { completed: false })];
        for (const [i, step] of steps.entries()) {
          expect(etagOf(await done(step))).to.equal(`"${i + 2}"`);
          for (const method of ['GET', 'HEAD']) expect(etagOf(await ask(method, url))).to.equal(`"${i + 2}"`);
        }
        const deleted = await done(deletion(url));
        expect(deleted.headers).not.to.have.property('etag');
        expect(etagOf(await done(undo(seqOf(deleted))))).to.equal('"7"');
        expect(etagOf(await ask('GET', url))).to.equal('"7"');
      });

      it('changes with every change, and never comes back', async () => {
        const url = await newUrl();
        const tags = [etagOf(await ask('GET', url))];
        for (let round = 0; round < 3; round++) {
          tags.push(etagOf(await done(put(url, {}))));
          tags.push(etagOf(await done(patch(url, {}))));
          const toggled = await done(toggle(url));
          tags.push(etagOf(toggled));
          tags.push(etagOf(await done(undo(seqOf(toggled)))));
          tags.push(etagOf(await done(undo(seqOf(await done(deletion(url)))))));
        }
        expect(new Set(tags).size, tags.join()).to.equal(tags.length);
      });

      it('spares a reader what he has', async () => {
        const url = await newUrl();
        await done(toggle(url));
        for (const tags of knowing('"2"')) {
          for (const method of ['GET', 'HEAD']) {
            expectNotModified(await ask(method, url, { headers: { 'If-None-Match': tags } }), '"2"');
          }
        }
        for (const tags of ['"1"', '"3"', '"1", "3"', '"22"', '"\\"', '"2,3"', '"*"', 'W/"1"', '"W/"']) {
          expect(taskIn(await ask('GET', url, { headers: { 'If-None-Match': tags } }), 200).completed).to.equal(true);
        }
      });

      it('spares nobody that a task is missing', async () => {
        for (const tag of ['*', '"1"']) {
          const answer = await ask('GET', `${tasks}/${randomUUID()}`, { headers: { 'If-None-Match': tag } });
          errorIn(answer, 404, 'task_not_found');
        }
      });
    });

    describe('a list of ETags', () => {
      const malformed = [
        ...['1', '"1', '1"', '"', "'1'", '"1" "2"', '"1", 2', '"a b"', '"1"2"', 'W/1', 'w/"1"', 'W/ "1"'],
        ...['**', '*, "1"', '"1", *', '"1"; "2"'],
      ];
      for (const tags of malformed) {
        it(`is malformed as ${tags}, and then nothing is done, and nobody spared`, async () => {
          const url = await newUrl();
          for (const [, write] of conditional) {
            errorIn(await send(ifMatch(write(url), tags)), 400, 'bad_request');
            errorIn(await send(ifNoneMatch(write(url), tags)), 400, 'bad_request');
          }
          expect(await allChanges(`${mine}/changes`)).to.have.length(1);
          for (const path of [url, tasks]) {
            expect((await ask('GET', path, { headers: { 'If-None-Match': tags } })).status).to.be.oneOf([200, 400]);
          }
        });
      }

      for (const tags of [', "1"', '"1",', '"7",,"1"', ' ,\t, "1" , ,']) {
        it(`may have elements with nothing in them: ${JSON.stringify(tags)}`, async () => {
          for (const [, write] of conditional) {
            const url = await newUrl();
            expectRefused(await send(ifNoneMatch(write(url), tags)), '"1"');
            expectNotModified(await ask('GET', url, { headers: { 'If-None-Match': tags } }), '"1"');
            await done(ifMatch(write(url), tags));
          }
        });
      }

      for (const tags of ['', ' ', ',']) {
        it(`that is empty (${JSON.stringify(tags)}) lets nobody overwrite anything`, async () => {
          const url = await newUrl();
          for (const [, write] of conditional) {
            expect((await send(ifMatch(write(url), tags))).status).to.be.oneOf([400, 412]);
          }
          expect(await allChanges(`${mine}/changes`)).to.have.length(1);
        });
      }
    });

    describe('the ETag of a list', () => {
      it('stays while nothing changes, and spares a reader what he has', async () => {
        for (let i = 0; i < 3; i++) await newUrl();
        for (const query of ['', '?limit=1', '?completed=false', '?completed=true', '?offset=2']) {
          const etag = etagOf(await ask('GET', tasks + query));
          expect(etagOf(await ask('GET', tasks + query))).to.equal(etag);
          expect(etagOf(await ask('HEAD', tasks + query))).to.equal(etag);
          for (const tags of knowing(etag)) {
            for (const method of ['GET', 'HEAD']) {
              expectNotModified(await ask(method, tasks + query, { headers: { 'If-None-Match': tags } }), etag);
            }
          }
        }
      });

      it('is there for a user nobody has heard of, and changes with the first task', async () => {
        const etag = etagOf(await ask('GET', tasks));
        expectNotModified(await ask('GET', tasks, { headers: { 'If-None-Match': etag } }), etag);
        await newUrl();
        const answer = await ask('GET', tasks, { headers: { 'If-None-Match': etag } });
        expect(answer.json).to.have.length(1);
      });

      for (const [what, prepare] of writes) {
        it(`${what === 'a toggle that finds it so' ? 'stays after' : 'changes with'} ${what}`, async () => {
          const write = await prepare();
          const etag = etagOf(await ask('GET', tasks));
          await done(write);
          const after = etagOf(await ask('GET', tasks));
          if (what === 'a toggle that finds it so') expect(after).to.equal(etag);
          else expect(after).not.to.equal(etag);
        });
      }

      it('never comes back', async () => {
        const url = await newUrl();
        const tags = new Set([etagOf(await ask('GET', tasks))]);
        for (let round = 1; round <= 5; round++) {
          const deleted = await done(deletion(url));
          tags.add(etagOf(await ask('GET', tasks)));
          await done(undo(seqOf(deleted)));
          tags.add(etagOf(await ask('GET', tasks)));
        }
        expect(tags.size).to.equal(11);
      });

      it('differs between queries, pages included', async () => {
        for (let i = 0; i < 5; i++) await newUrl();
        await done(toggle(await newUrl()));
        const queries = ['', '?limit=1', '?limit=2', '?completed=false', '?completed=true', '?offset=1', '?offset=2'];
        const tags = [];
        for (const query of queries) tags.push(etagOf(await ask('GET', tasks + query)));
        for (let url: string | undefined = `${tasks}?limit=3`; url !== undefined; ) {
          const page: Answer = await ask('GET', url);
          tags.push(etagOf(page));
          url = nextOf(page, base);
        }
        expect(tags).to.have.length(9);
        expect(new Set(tags).size, tags.join()).to.equal(9);
      });

      it('is not touched by what others do', async () => {
        const etag = etagOf(await ask('GET', tasks));
        const theirs = `${base}/api/${randomUUID()}/tasks`;
        const { json: task } = await done({ ...post({ title: 'x' }), url: theirs });
        await done(toggle(`${theirs}/${task.id}`));
        expect(etagOf(await ask('GET', tasks))).to.equal(etag);
      });
    });

    describe('If-Match', () => {
      for (const [what, write] of conditional) {
        it(`that is right lets ${what} be done`, async () => {
          const right = ['"1"', '*', '"1", "7"', '"7" ,"1"', '"a,b","1"', '"\xfc", "1"', '"\\", "1"', 'W/"1", "1"'];
          for (const tags of [...right, ['"7"', '"1"']]) {
            const url = await newUrl();
            await done(ifMatch(write(url), tags));
          }
        });

        it(`that is wrong lets ${what} change nothing, and tells the version`, async () => {
          const url = await newUrl();
          const log = await allChanges(`${mine}/changes`);
          const wrong = [
            '"2"',
            '"0"',
            '"11"',
            '"01"',
            '"2", "3"',
            'W/"1"',
            'W/"1", "2"',
            '"1,2"',
            '"*"',
            '"W/"',
            '"1-"',
          ];
          for (const tags of wrong) expectRefused(await send(ifMatch(write(url), tags)), '"1"');
          expect(await allChanges(`${mine}/changes`)).to.deep.equal(log);
          expect((await ask('GET', url)).json).to.deep.equal(log[0]?.task);
        });

        it(`says less than that the task of ${what} is missing, or someone else’s`, async () => {
          const theirs = `${base}/api/${randomUUID()}/tasks`;
          const { json: task } = await done({ ...post({ title: 'x' }), url: theirs });
          const gone = await newUrl();
          await done(deletion(gone));
          for (const url of [`${tasks}/${randomUUID()}`, `${tasks}/${task.id}`, gone]) {
            for (const tags of ['"1"', '"2"', '*', 'W/"1"']) {
              const answer = await send(ifMatch(write(url), tags));
              errorIn(answer, 404, 'task_not_found');
              expect(answer.headers).not.to.have.property('etag');
            }
          }
          expect((await ask('GET', `${theirs}/${task.id}`)).json).to.deep.equal(task);
        });

        it(`that a hundred send at once with ${what} lets one be done`, async () => {
          const url = await newUrl();
          const answers = await Promise.all(times(100, () => send(ifMatch(write(url), '"1"'))));
          const won = answers.filter(({ status }) => status === 200);
          expect(won).to.have.length(what === 'a toggle that finds it so' ? 100 : 1);
          for (const answer of answers.filter(({ status }) => status !== 200)) {
            if (what === 'a DELETE') errorIn(answer, 404, 'task_not_found');
            else expectRefused(answer, '"2"');
          }
        });

        it(`tells less than a mistake in the request of ${what}`, async () => {
          const request = write(`${tasks}/me`);
          errorIn(await send(ifMatch(request, '"9"')), 422, 'validation_failed');
        });
      }

      it('refused tells the version that is let through', async () => {
        const url = await newUrl();
        for (let i = 0; i < 3; i++) {
          await done(toggle(url));
          const refused = await send(ifMatch(put(url, { title: 'y' }), '"1"'));
          await done(ifMatch(put(url, { title: `${i}` }), etagOf(refused)));
        }
      });

      it('is no excuse for a body that is not understood', async () => {
        const url = await newUrl();
        for (const write of [put(url, { title: '' }), patch(url, { title: null }), toggle(url, { completed: 'yes' })]) {
          errorIn(await send(ifMatch(write, '"9"')), 422, 'validation_failed');
        }
      });

      it('of a version from before a deletion is wrong after the undo', async () => {
        const url = await newUrl();
        const restored = await done(undo(seqOf(await done(deletion(url)))));
        expectRefused(await send(ifMatch(put(url, { title: 'y' }), '"1"')), etagOf(restored));
        expectRefused(await send(ifMatch(put(url, { title: 'y' }), '"2"')), etagOf(restored));
      });

      it('lets many who read, add and write back lose nothing', async () => {
        const url = await newUrl({ title: 'sum', description: '0' });
        async function addOne(): Promise<void> {
          const read = await ask('GET', url);
          const description = String(Number(read.json.description) + 1);
          const answer = await send(ifMatch(patch(url, { description }), etagOf(read)));
          if (answer.status === 200) return;
          errorIn(answer, 412, 'precondition_failed');
          await addOne();
        }
        await Promise.all(
          times(10, async () => {
            for (let i = 0; i < 4; i++) await addOne();
          }),
        );
        expect((await ask('GET', url)).json.description).to.equal('40');
      });
    });

    describe('If-None-Match on a write', () => {
      for (const [what, write] of conditional) {
        it(`has ${what} of a version that is named refused, and of another done`, async () => {
          const url = await newUrl();
          const log = await allChanges(`${mine}/changes`);
          for (const tags of knowing('"1"')) expectRefused(await send(ifNoneMatch(write(url), tags)), '"1"');
          expect(await allChanges(`${mine}/changes`)).to.deep.equal(log);
          await done(ifNoneMatch(write(url), '"2", W/"7"'));
        });

        it(`creates nothing with ${what} unless it is a PUT with a star`, async () => {
          const url = `${tasks}/${randomUUID()}`;
          for (const tags of what === 'a PUT' ? ['"1"', 'W/"1"', '"*"'] : ['*', '"1"']) {
            errorIn(await send(ifNoneMatch(write(url), tags)), 404, 'task_not_found');
          }
          expect(await allChanges(`${mine}/changes`)).to.deep.equal([]);
        });
      }
    });

    describe('PUT with If-None-Match: *', () => {
      it('creates a task under an id of the client’s', async () => {
        const url = `${tasks}/${randomUUID()}`;
        const body = { title: 'x', description: 'y', completed: true, id: randomUUID(), created_at: 'z' };
        const answer = await send({ ...put(url, body), headers: TO_CREATE });
        const task = taskIn(answer, 201);
        expect(base + answer.headers.location).to.equal(url);
        expect(`${tasks}/${task.id}`).to.equal(url);
        expect(task).to.include({ title: 'x', description: 'y', completed: true });
        expect(task.created_at).to.equal(task.updated_at);
        expect([etagOf(answer), seqOf(answer)]).to.deep.equal(['"1"', 1]);
        expect((await ask('GET', url)).json).to.deep.equal(task);
        expect((await ask('GET', tasks)).json).to.deep.equal([task]);
        expect((await allChanges(`${mine}/changes`))[0]).to.deep.include({ kind: 'created', version: 1, task });
      });

      it('needs no more than a title, and that it needs', async () => {
        const url = `${tasks}/${randomUUID()}`;
        for (const body of [{}, { description: 'y' }, { completed: true }]) {
          const [mistake, ...others] = errorIn(
            await send({ ...put(url, body), headers: TO_CREATE }),
            422,
            'validation_failed',
          );
          expect(others).to.deep.equal([]);
          expect(mistake).to.deep.include({ type: 'missing', loc: ['body', 'title'] });
        }
        for (const body of [
          { title: null },
          { title: ' ' },
          { title: 'x', completed: null },
          { title: 'x', description: 1 },
        ]) {
          errorIn(await send({ ...put(url, body), headers: TO_CREATE }), 422, 'validation_failed');
        }
        errorIn(await ask('GET', url), 404, 'task_not_found');
        const task = taskIn(await send({ ...put(url, { title: 'x' }), headers: TO_CREATE }), 201);
        expect(task).to.include({ description: null, completed: false });
      });

      it('is refused while the task is there, changed or not, and leaves it as it is', async () => {
        const write = creation();
        await done(write);
        expectRefused(await send(write), '"1"');
        const { json: task } = await done(put(write.url, { title: 'changed' }));
        expectRefused(await send(write), '"2"');
        expect((await ask('GET', write.url)).json).to.deep.equal(task);
        const posted = await newUrl();
        expectRefused(await send({ ...put(posted, { title: 'x' }), headers: TO_CREATE }), '"1"');
        expect(await allChanges(`${mine}/changes`)).to.have.length(3);
      });

      it('is refused after the task was deleted, or its creation undone', async () => {
        const [deleted, undone] = [creation(), creation()];
        await done(deleted);
        await done(deletion(deleted.url));
        await done(undo(seqOf(await done(undone))));
        const posted = await newUrl();
        await done(deletion(posted));
        for (const url of [deleted.url, undone.url, posted]) {
          const answer = await send({ ...put(url, { title: 'x' }), headers: TO_CREATE });
          errorIn(answer, 412, 'precondition_failed');
          errorIn(await ask('GET', url), 404, 'task_not_found');
        }
        expect((await ask('GET', tasks)).text).to.equal('[]');
      });

      it('a hundred times at once creates once', async () => {
        const url = `${tasks}/${randomUUID()}`;
        const all = times(100, (i) => ({ ...put(url, { title: `${i}` }), headers: TO_CREATE }));
        const answers = await Promise.all(all.map((write) => send(write)));
        const created = answers.filter(({ status }) => status === 201);
        expect(created).to.have.length(1);
        for (const answer of answers.filter(({ status }) => status !== 201)) expectRefused(answer, '"1"');
        expect((await ask('GET', tasks)).json).to.deep.equal([created[0]?.json]);
      });

      it('and DELETE, a hundred at once, create and delete at most once', async () => {
        const write = creation();
        const answers = await Promise.all(times(100, (i) => send(i % 2 === 0 ? write : deletion(write.url))));
        expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
        for (const { status } of answers) expect(status).to.be.oneOf([200, 201, 404, 412]);
        const kinds = (await allChanges(`${mine}/changes`)).map(({ kind }) => kind);
        expect(kinds.join()).to.be.oneOf(['created', 'created,deleted']);
      });

      it('does not care that somebody else has a task of that id', async () => {
        const write = creation();
        const { json: theirs } = await done(write);
        const [stranger, id] = [`${base}/api/${randomUUID()}/tasks`, theirs.id];
        const ours = taskIn(await send({ ...write, url: `${stranger}/${id}` }), 201);
        expect((await ask('GET', `${stranger}/${id}`)).json).to.deep.equal(ours);
        await done(deletion(`${stranger}/${id}`));
        expect((await ask('GET', write.url)).json).to.deep.equal(theirs);
        expect((await ask('GET', tasks)).json).to.deep.equal([theirs]);
      });

      it('takes any UUID, in any case, and answers in lower case', async () => {
        const ids = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', randomUUID()];
        for (const id of ids) {
          const answer = await send({ ...put(`${tasks}/${id.toUpperCase()}`, { title: 'x' }), headers: TO_CREATE });
          expect(taskIn(answer, 201).id).to.equal(id);
          expect(base + answer.headers.location).to.equal(`${tasks}/${id}`);
          expectRefused(await send({ ...put(`${tasks}/${id}`, { title: 'x' }), headers: TO_CREATE }), '"1"');
        }
      });

      it('and an If-Match cannot both be met: nothing is created, or changed', async () => {
        const [missing, url] = [`${tasks}/${randomUUID()}`, await newUrl()];
        for (const tags of ['"1"', '"2"', '*']) {
          const both = { ...TO_CREATE, 'If-Match': tags };
          expect((await send({ ...put(missing, { title: 'y' }), headers: both })).status).to.be.oneOf([404, 412]);
          expectRefused(await send({ ...put(url, { title: 'y' }), headers: both }), '"1"');
        }
        errorIn(await ask('GET', missing), 404, 'task_not_found');
        expect(await allChanges(`${mine}/changes`)).to.have.length(1);
      });

      it('is what it takes to create: a PUT without it finds nothing', async () => {
        const url = `${tasks}/${randomUUID()}`;
        errorIn(await send(put(url, { title: 'x' })), 404, 'task_not_found');
        errorIn(await ask('GET', url), 404, 'task_not_found');
      });
    });

    describe('PATCH of a task', () => {
      it('changes what is sent, clears what is null, and leaves the rest', async () => {
        const url = await newUrl({ title: 'x', description: 'y' });
        const { json: task } = await ask('GET', url);
        const titled = taskIn(await done(patch(url, { title: 'z' })), 200);
        expect(titled).to.deep.equal({ ...task, title: 'z', updated_at: titled.updated_at });
        const completed = taskIn(await done(patch(url, { completed: true })), 200);
        expect(completed).to.deep.equal({ ...titled, completed: true, updated_at: completed.updated_at });
        const cleared = taskIn(await done(patch(url, { description: null })), 200);
        expect(cleared).to.deep.equal({ ...completed, description: null, updated_at: cleared.updated_at });
        const same = taskIn(await done(patch(url, {})), 200);
        expect(same).to.deep.equal({ ...cleared, updated_at: same.updated_at });
        for (const [before, after] of pairs([task, titled, completed, cleared, same])) {
          expect(after.updated_at > before.updated_at).to.equal(true);
        }
        expect((await ask('GET', url)).json).to.deep.equal(same);
      });

      it('ignores fields that it does not know, or that are the server’s to decide', async () => {
        const url = await newUrl();
        const { json: task } = await ask('GET', url);
        const body = `{"id": null, "user_id": "${randomUUID()}", "created_at": null, "updated_at": 5, "a": {"b": null},
          "__proto__": {"completed": true}, "constructor": {"prototype": {"polluted": 1}}}`;
        const answer = taskIn(await done(patch(url, body)), 200);
        expect(answer).to.deep.equal({ ...task, updated_at: answer.updated_at });
        expect({}).not.to.have.property('polluted');
      });

      const refused: [what: string, body: unknown, type: string, field?: string][] = [
        ['a title of null, which would remove it', { title: null }, 'string_type', 'title'],
        ['completed of null, which would remove it', { completed: null }, 'bool_type', 'completed'],
        ['an empty title', { title: '' }, 'string_too_short', 'title'],
        ['256 emoji', { title: '🦀'.repeat(256) }, 'string_too_long', 'title'],
        ['a description that is an object', { description: { a: 1 } }, 'string_type', 'description'],
        ['a word for completed', { completed: 'true' }, 'bool_type', 'completed'],
        ['a list', [{ op: 'replace', path: '/title', value: 'y' }], 'model_attributes_type'],
        ['null', 'null', 'model_attributes_type'],
        ['text', '"x"', 'model_attributes_type'],
      ];
      for (const [what, body, type, field] of refused) {
        it(`refuses ${what}, and changes nothing then`, async () => {
          const url = await newUrl();
          const [mistake, ...others] = errorIn(await send(patch(url, body)), 422, 'validation_failed');
          expect(others).to.deep.equal([]);
          expect(mistake).to.deep.include({ type, loc: field === undefined ? ['body'] : ['body', field] });
          expect(etagOf(await ask('GET', url))).to.equal('"1"');
        });
      }

      it('refuses what is not JSON', async () => {
        const url = await newUrl();
        for (const body of ['', '{', '{"title": "y", "title": "z"}', Buffer.from([0x22, 0xff, 0x22])]) {
          errorIn(await send(patch(url, body)), 400, 'malformed_json');
        }
        expect(etagOf(await ask('GET', url))).to.equal('"1"');
      });

      for (const type of [
        'application/json; charset=latin1',
        'application/json-patch+json',
        'text/plain',
        `${MERGE_PATCH};charset=latin1`,
        [],
      ]) {
        it(`refuses the type ${JSON.stringify(type)}, and tells which it takes`, async () => {
          const url = await newUrl();
          const answer = await send({ ...patch(url, { title: 'y' }), headers: { 'Content-Type': type } });
          errorIn(answer, 415, 'unsupported_media_type');
          expect(answer.headers['accept-patch']).to.equal(MERGE_PATCH);
          expect(etagOf(await ask('GET', url))).to.equal('"1"');
        });
      }

      for (const type of [`${MERGE_PATCH}; charset=utf-8`, MERGE_PATCH.toUpperCase()]) {
        it(`takes ${type}`, async () => {
          const url = await newUrl();
          expect(
            (await done({ ...patch(url, { title: 'ü' }), headers: { 'Content-Type': type } })).json.title,
          ).to.equal('ü');
        });
      }

      it('has its type to itself: PUT and POST do not take it', async () => {
        const headers = { 'Content-Type': MERGE_PATCH };
        for (const write of [post({ title: 'x' }), put(await newUrl(), { title: 'x' })]) {
          errorIn(await send({ ...write, headers }), 415, 'unsupported_media_type');
        }
      });

      it('finds no task that is missing, or someone else’s, and says what id is none', async () => {
        const { json: task } = await done({ ...post({ title: 'x' }), url: `${base}/api/${randomUUID()}/tasks` });
        for (const id of [randomUUID(), task.id]) {
          errorIn(await send(patch(`${tasks}/${id}`, { title: 'y' })), 404, 'task_not_found');
        }
        const [mistake] = errorIn(await send(patch(`${tasks}/x`, { title: 'y' })), 422, 'validation_failed');
        expect(mistake).to.deep.include({ type: 'uuid_parsing', loc: ['path', 'task_id'] });
      });
    });

    describe('PATCH …/complete', () => {
      it('makes a task what it is told, however often', async () => {
        const url = await newUrl();
        for (const completed of [true, true, false, false, true]) {
          expect(taskIn(await done(toggle(url, { completed })), 200).completed).to.equal(completed);
          expect((await ask('GET', url)).json.completed).to.equal(completed);
        }
        const kinds = (await allChanges(`${mine}/changes`)).map(({ kind }) => kind);
        expect(kinds).to.deep.equal(['created', 'completed', 'reopened', 'completed']);
      });

      it('changes nothing that is so already, and tells the last change of the task', async () => {
        const url = await newUrl();
        const first = await done(toggle(url, { completed: true }));
        await done(toggle(await newUrl()));
        const log = await allChanges(`${mine}/changes`);
        const again = await done(toggle(url, { completed: true }));
        expect(again.text).to.equal(first.text);
        expect([seqOf(again), etagOf(again)]).to.deep.equal([2, '"2"']);
        expect(await allChanges(`${mine}/changes`)).to.deep.equal(log);
      });

      it('a hundred times at once to the same is one change', async () => {
        const url = await newUrl();
        const answers = await Promise.all(times(100, () => done(toggle(url, { completed: true }))));
        expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
        expect(new Set(answers.map(seqOf))).to.deep.equal(new Set([2]));
        expect(await allChanges(`${mine}/changes`)).to.have.length(2);
      });

      it('takes nothing but completed from its body', async () => {
        const url = await newUrl();
        const body = { completed: true, title: 'y', description: 'z', id: randomUUID() };
        const task = taskIn(await done(toggle(url, body)), 200);
        expect(task).to.include({ title: 'x', description: null, completed: true });
      });

      const ignored: [what: string, body: unknown, type?: string][] = [
        ['no body', undefined],
        ['an empty body', ''],
        ['bytes', Buffer.from([0xff, 0xfe, 0x00]), 'application/octet-stream'],
        ['an empty object', {}],
        ['an object of other fields', { Completed: false, done: false, title: null }],
        ['a list', [{ completed: false }]],
        ['null', 'null'],
        ['false', 'false'],
        ['text', '"completed"'],
        ['plain text', 'x', 'text/plain'],
        ['an empty form', '', 'application/x-www-form-urlencoded'],
      ];
      for (const [what, body, type = 'application/json'] of ignored) {
        it(`flips, and takes no notice of ${what}`, async () => {
          const url = await newUrl();
          for (const completed of [true, false]) {
            const answer = await send({ ...toggle(url, body), headers: { 'Content-Type': type } });
            expect(taskIn(answer, 200).completed).to.equal(completed);
          }
        });
      }

      const unclear: [what: string, body: unknown, status: number, code: string, coding?: string][] = [
        ['half of one', '{"completed": false', 400, 'malformed_json'],
        ['one that is set twice', '{"completed": false, "completed": true}', 400, 'malformed_json'],
        ['one packed in an unknown way', '{"completed": false}', 415, 'unsupported_media_type', 'zstd'],
        ['one that is said to be packed', '{"completed": false}', 400, 'malformed_json', 'gzip'],
      ];
      for (const [what, body, status, code, coding = 'identity'] of unclear) {
        it(`does not take ${what} for no completion at all, and flips nothing`, async () => {
          const url = await newUrl();
          errorIn(await send({ ...toggle(url, body), headers: { 'Content-Encoding': coding } }), status, code);
          expect((await ask('GET', url)).json.completed).to.equal(false);
        });
      }

      for (const completed of ['true', 'false', '', 1, 0, null, [], [true], {}]) {
        it(`refuses completed of ${JSON.stringify(completed)}, and flips nothing`, async () => {
          const url = await newUrl();
          const [mistake, ...others] = errorIn(await send(toggle(url, { completed })), 422, 'validation_failed');
          expect(others).to.deep.equal([]);
          expect(mistake).to.deep.include({ type: 'bool_type', loc: ['body', 'completed'] });
          expect(etagOf(await ask('GET', url))).to.equal('"1"');
        });
      }
    });

    function post(body: unknown): Write {
      return { method: 'POST', url: tasks, body };
    }

    function creation(): Write {
      return { ...put(`${tasks}/${randomUUID()}`, { title: 'x' }), headers: TO_CREATE };
    }

    function undo(seq: number): Write {
      return { method: 'POST', url: `${mine}/changes/${seq}/undo` };
    }

    async function newUrl(body: object = { title: 'x' }): Promise<string> {
      return `${tasks}/${taskIn(await ask('POST', tasks, { body }), 201).id}`;
    }

    async function urls(): Promise<string[]> {
      return (await ask('GET', tasks)).json.map(({ id }: TaskJson) => `${tasks}/${id}`);
    }
  });
}

function put(url: string, body: unknown): Write {
  return { method: 'PUT', url, body };
}

function patch(url: string, body: unknown): Write {
  return { method: 'PATCH', url, body, headers: { 'Content-Type': MERGE_PATCH } };
}

function toggle(url: string, body?: unknown): Write {
  return { method: 'PATCH', url: `${url}/complete`, body };
}

function deletion(url: string): Write {
  return { method: 'DELETE', url };
}

function ifMatch(write: Write, tags: string | string[]): Write {
  return { ...write, headers: { ...write.headers, 'If-Match': tags } };
}

function ifNoneMatch(write: Write, tags: string | string[]): Write {
  return { ...write, headers: { ...write.headers, 'If-None-Match': tags } };
}

function send({ method, url, body, headers }: Write, key?: string | string[]): Promise<Answer> {
  return ask(method, url, { body, headers: { ...headers, ...(key !== undefined && { 'Idempotency-Key': key }) } });
}

/** Sends a write, and sees that it was done now. */
async function done(write: Write, key?: string): Promise<Answer> {
  const answer = await send(write, key);
  expect(answer.status, `${write.method} ${write.url} ${answer.text}`).to.be.oneOf([200, 201]);
  expect(answer.headers).not.to.have.property('idempotency-replayed');
  seqOf(answer);
  return answer;
}

/** Sends a write until no other with its key is under way. */
async function untilFree(write: Write, key: string): Promise<Answer> {
  const answer = await send(write, key);
  return answer.json?.code === 'idempotency_key_in_use' ? await untilFree(write, key) : answer;
}

/** Sends a write, and is gone before the answer comes. */
async function sendAndLeave({ method, url, body }: Write, key: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const json = JSON.stringify(body);
  const head = `${method} ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${json.length}`;
  socket.end(`${head}\r\nIdempotency-Key: ${key}\r\n\r\n${json}`, () => socket.destroy());
  await once(socket, 'close');
}

function expectReplay(answer: Answer, first: Answer): void {
  expect(kept(answer)).to.deep.equal(kept(first));
  expect(answer.headers).to.include({ 'idempotency-replayed': 'true' });
}

/** What of an answer is the same when it is given again. */
function kept({ status, text, headers }: Answer): object {
  const { 'content-type': type, 'taskport-seq': seq, etag, location } = headers;
  return { status, text, type, seq, etag, location };
}

function expectRefused(answer: Answer, etag: string): void {
  errorIn(answer, 412, 'precondition_failed');
  expect(etagOf(answer)).to.equal(etag);
}

function expectNotModified(answer: Answer, etag: string): void {
  expect([answer.status, answer.text]).to.deep.equal([304, '']);
  expect(etagOf(answer)).to.equal(etag);
}

/** Ways to say that one has a version. */
function knowing(etag: string): (string | string[])[] {
  const lists = [etag, `"a", ${etag}`, `${etag},"a"`, `"a,b" ,${etag}`, `"\xfc", ${etag}`, `"\\", ${etag}`];
  return [...lists, ['"a"', etag], `W/${etag}`, `W/"a", W/${etag}`, '*'];
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function pairs<T>(items: T[]): [T, T][] {
  return items.slice(1).map((item, i) => [items[i] as T, item]);
}
