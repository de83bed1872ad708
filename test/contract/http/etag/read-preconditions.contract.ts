import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { EVENT_STREAM } from '../headers.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for preconditions on reads and on POST, and for ETags that a proxy has changed. */
export function readPreconditionsContract(store: StoreUnderTest): void {
  describe(`a read or POST with preconditions on ${store.name}`, () => {
    const user = newUserForEach(store);

    for (const method of ['GET', 'HEAD']) {
      it(`gets 412 with the current ETag on ${method} of a task unless If-Match matches that ETag`, async () => {
        const url = await user.createTaskUrl();
        for (const tag of ['"1"', '"7", "1"', '*']) expect((await get(method, url, tag)).status).to.equal(200);
        for (const tag of ['"2"', 'W/"1"', '"x"', '""', '', ',']) {
          const answer = await get(method, url, tag);
          expect([answer.status, answer.headers.etag]).to.deep.equal([412, '"1"']);
          expect(answer.json?.code).to.equal(method === 'HEAD' ? undefined : 'precondition_failed');
        }
        errorIn(await get('GET', url, '1'), 400, 'bad_request');
      });

      it(`gets 412 on ${method} of a task list if the list has changed since the version in If-Match`, async () => {
        await user.createTaskUrl();
        const tag = etagOf(await ask('GET', user.tasks));
        expect((await get(method, user.tasks, tag)).status).to.equal(200);
        await user.createTaskUrl();
        expect((await get(method, user.tasks, tag)).status).to.equal(412);
      });
    }

    it('has its If-Match checked before its If-None-Match', async () => {
      const url = await user.createTaskUrl();
      const headers = { 'If-Match': '"9"', 'If-None-Match': '"1"' };
      expect((await ask('GET', url, { headers })).status).to.equal(412);
      expect((await ask('GET', url, { headers: { ...headers, 'If-Match': '"1"' } })).status).to.equal(304);
    });

    it('gets 404 rather than 412 for a missing task', async () => {
      errorIn(await get('GET', `${user.tasks}/${randomUUID()}`, '"1"'), 404, 'task_not_found');
    });

    it('gets 412 for any If-Match except * if the resource has no ETag', async () => {
      const url = user.changes;
      expect([(await get('GET', url, '*')).status, (await get('GET', url, '"1"')).status]).to.deep.equal([200, 412]);
      const stream = { ...EVENT_STREAM, 'If-Match': '"1"' };
      expect((await ask('GET', url, { headers: stream })).status).to.equal(412);
    });

    for (const [header, value] of [
      ['If-Match', '"1"'],
      ['If-Match', 'W/"1"'],
      ['If-None-Match', '*'],
    ] as const) {
      it(`gets 412 on POST /tasks with ${header}: ${value}, and creates nothing`, async () => {
        const answer = await ask('POST', user.tasks, { body: { title: 'x' }, headers: { [header]: value } });
        errorIn(answer, 412, 'precondition_failed');
        expect((await ask('GET', user.tasks)).json).to.deep.equal([]);
      });
    }

    it('succeeds on POST /tasks with If-Match: *, because the task list exists', async () => {
      taskIn(await ask('POST', user.tasks, { body: { title: 'x' }, headers: { 'If-Match': '*' } }), 201);
      errorIn(
        await ask('POST', user.tasks, { body: { title: 'x' }, headers: { 'If-Match': '1' } }),
        400,
        'bad_request',
      );
    });

    for (const [sent, meant] of [
      ['W/"1"', '"1"'],
      ['"1-gzip"', '"1"'],
      ['"1;gzip"', '"1"'],
      ['"1--gzip"', '"1"'],
      ['W/"1-br"', '"1"'],
    ]) {
      it(`gets 412 for If-Match: ${sent}, with a hint that a proxy changed the ETag, and with the value to send instead`, async () => {
        const url = await user.createTaskUrl();
        const headers = { 'If-Match': sent as string };
        for (const answer of [
          await ask('PUT', url, { body: { title: 'y' }, headers }),
          await ask('GET', url, { headers }),
        ]) {
          const detail: unknown = errorIn(answer, 412, 'precondition_failed');
          expect(detail)
            .to.match(/proxy that compresses/)
            .and.to.include(`If-Match: ${meant}`);
          expect(answer.headers.etag).to.equal('"1"');
        }
        const plain: unknown = errorIn(await get('GET', url, '"2"'), 412, 'precondition_failed');
        expect(plain).not.to.match(/proxy/);
      });
    }

    function get(method: string, url: string, ifMatch: string): Promise<Answer> {
      return ask(method, url, { headers: { 'If-Match': ifMatch } });
    }
  });
}
