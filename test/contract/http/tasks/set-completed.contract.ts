import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, expectFieldError, seqOf, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import { execute, send, toggle } from '../write-requests.ts';

/** The contract tests for setting the field completed to a value, instead of toggling it. */
export function setCompletedContract(store: StoreUnderTest): void {
  describe(`PATCH /tasks/{task_id}/complete, whose body may set "completed", on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('sets `completed` to the value in the body, however often the request is sent', async () => {
      const url = await user.createTaskUrl();
      for (const completed of [true, true, false, false, true]) {
        expect(taskIn(await execute(toggle(url, { completed })), 200).completed).to.equal(completed);
        expect((await ask('GET', url)).json.completed).to.equal(completed);
      }
      const kinds = (await user.log()).map(({ kind }) => kind);
      expect(kinds).to.deep.equal(['created', 'completed', 'reopened', 'completed']);
    });

    it('logs no change if `completed` already has the value in the body, and answers with the seq of the task’s last change', async () => {
      const url = await user.createTaskUrl();
      const first = await execute(toggle(url, { completed: true }));
      await execute(toggle(await user.createTaskUrl()));
      const log = await user.log();
      const again = await execute(toggle(url, { completed: true }));
      expect(again.text).to.equal(first.text);
      expect([seqOf(again), etagOf(again)]).to.deep.equal([2, '"2"']);
      expect(await user.log()).to.deep.equal(log);
    });

    it('logs one change for a hundred concurrent requests that set `completed` to the same value', async () => {
      const url = await user.createTaskUrl();
      const answers = await Promise.all(times(100, () => execute(toggle(url, { completed: true }))));
      expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
      expect(new Set(answers.map(seqOf))).to.deep.equal(new Set([2]));
      expect(await user.log()).to.have.length(2);
    });

    it('ignores other fields in the body', async () => {
      const url = await user.createTaskUrl();
      const body = { completed: true, title: 'y', description: 'z', id: randomUUID() };
      const task = taskIn(await execute(toggle(url, body)), 200);
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
      ['a string', '"completed"'],
      ['plain text', 'x', 'text/plain'],
      ['an empty form', '', 'application/x-www-form-urlencoded'],
    ];
    for (const [what, body, type = 'application/json'] of ignored) {
      it(`toggles "completed" if the body does not contain this field: ${what}`, async () => {
        const url = await user.createTaskUrl();
        for (const completed of [true, false]) {
          const answer = await send({ ...toggle(url, body), headers: { 'Content-Type': type } });
          expect(taskIn(answer, 200).completed).to.equal(completed);
        }
      });
    }

    const unclear: [what: string, body: unknown, status: number, code: string, coding?: string][] = [
      ['half a JSON document', '{"completed": false', 400, 'malformed_json'],
      ['a body that sets completed twice', '{"completed": false, "completed": true}', 400, 'malformed_json'],
      ['a body with an unknown Content-Encoding', '{"completed": false}', 415, 'unsupported_media_type', 'zstd'],
      ['plain JSON with Content-Encoding: gzip', '{"completed": false}', 400, 'malformed_json', 'gzip'],
    ];
    for (const [what, body, status, code, coding = 'identity'] of unclear) {
      it(`answers ${status} to ${what}, and does not toggle the task`, async () => {
        const url = await user.createTaskUrl();
        errorIn(await send({ ...toggle(url, body), headers: { 'Content-Encoding': coding } }), status, code);
        expect((await ask('GET', url)).json.completed).to.equal(false);
      });
    }

    for (const completed of ['true', 'false', '', 1, 0, null, [], [true], {}]) {
      it(`answers 422 to the value ${JSON.stringify(completed)} of "completed", and changes nothing`, async () => {
        const url = await user.createTaskUrl();
        expectFieldError(await send(toggle(url, { completed })), { type: 'bool_type', loc: ['body', 'completed'] });
        expect(etagOf(await ask('GET', url))).to.equal('"1"');
      });
    }
  });
}
