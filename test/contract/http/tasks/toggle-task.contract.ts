import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { errorIn, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for toggling the field completed, and for request bodies that set the field instead. */
export function toggleTaskContract(store: StoreUnderTest): void {
  describe(`PATCH /tasks/{task_id}/complete on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('toggles `completed` without a body or with plain text as the body, and answers 413 to a body above 1 MiB', async () => {
      const task = await user.createTask({ title: 'x' });
      const url = `${user.tasks}/${task.id}/complete`;
      expect(taskIn(await ask('PATCH', url), 200).completed).to.equal(true);
      const text = { body: 'x', headers: { 'Content-Type': 'text/plain' } };
      expect(taskIn(await ask('PATCH', url, text), 200).completed).to.equal(false);
      errorIn(await ask('PATCH', url, { body: 'x'.repeat(1024 * 1024 + 1) }), 413, 'body_too_large');
      expect((await ask('GET', `${user.tasks}/${task.id}`)).json.completed).to.equal(false);
    });

    it('applies each of fifty concurrent toggles, and answers each with the state of the task after that toggle', async () => {
      const task = await user.createTask({ title: 'x' });
      const flips = times(50, () => ask('PATCH', `${user.tasks}/${task.id}/complete`));
      const answers = (await Promise.all(flips)).map((answer) => taskIn(answer, 200));
      const inOrder = answers.toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
      expect(inOrder.map(({ completed }) => completed)).to.deep.equal(inOrder.map((_, i) => i % 2 === 0));
      expect(new Set(answers.map(({ updated_at }) => updated_at)).size).to.equal(50);
      expect((await ask('GET', `${user.tasks}/${task.id}`)).json).to.deep.equal(inOrder.at(-1));
    });

    const JSON_TYPE = 'application/json';
    const setting: [body: string | Buffer, type?: string, coding?: string][] = [
      ['{"complete\\u0064": true}'],
      ['{"\\u0063\\u006f\\u006d\\u0070\\u006c\\u0065\\u0074\\u0065\\u0064": true}'],
      [' \n{"completed"\t:\r\ntrue}'],
      ['{"complete\\u0064": true}', 'application/merge-patch+json'],
      ['{"complete\\u0064": true}', 'application/vnd.api+json; charset=UTF-8'],
      ['{"complete\\u0064": true}', 'text/plain;charset=UTF-8'],
      ['{"complete\\u0064": true}', 'application/x-www-form-urlencoded'],
      [gzipSync('{"complete\\u0064": true}'), JSON_TYPE, 'gzip'],
    ];
    for (const [body, type = JSON_TYPE, coding = 'identity'] of setting) {
      it(`sets "completed" as the body ${JSON.stringify(body.toString().slice(0, 60))} of type ${type} says, even when the request is repeated`, async () => {
        const url = await user.createTaskUrl();
        for (let i = 0; i < 3; i++) {
          expect(taskIn(await toggle(url, body, type, coding), 200).completed).to.equal(true);
        }
      });
    }

    const rejected: [body: string | Buffer, type: string, status: number, code: string][] = [
      ['{not JSON', JSON_TYPE, 400, 'malformed_json'],
      ['completed', JSON_TYPE, 400, 'malformed_json'],
      ['{"complete\\u0064": true', JSON_TYPE, 400, 'malformed_json'],
      ["{'completed': true}", JSON_TYPE, 400, 'malformed_json'],
      [Buffer.from([0xff, 0xfe, 0x00]), JSON_TYPE, 400, 'malformed_json'],
      ['{"completed": true, "complete\\u0064": false}', JSON_TYPE, 400, 'malformed_json'],
      ['{"complete\\u0064": "true"}', JSON_TYPE, 422, 'validation_failed'],
      ['{"complete\\u0064": true}', 'application/json; charset=utf-16', 415, 'unsupported_media_type'],
      [`{"completed": true, "a": ${'['.repeat(40)}${']'.repeat(40)}}`, JSON_TYPE, 422, 'validation_failed'],
      ['completed=true', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
      ['complete%64=true', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
      ['{completed: true}', 'text/plain', 415, 'unsupported_media_type'],
      ['{"complete\\u0064": true,}', 'text/plain', 415, 'unsupported_media_type'],
      [Buffer.from('{"completed": true}', 'utf16le'), 'application/octet-stream', 415, 'unsupported_media_type'],
      [Buffer.from('{"completed": true}', 'utf16le'), 'text/plain; charset=utf-16', 415, 'unsupported_media_type'],
      ['[{"op": "replace"}]', 'application/json-patch+json', 415, 'unsupported_media_type'],
      ['{"complete\\u0064": true', 'application/x-amz-json-1.1', 400, 'malformed_json'],
    ];
    for (const [body, type, status, code] of rejected) {
      it(`answers ${status} to the body ${JSON.stringify(body.toString().slice(0, 50))} of type ${type}, and does not toggle the task`, async () => {
        const url = await user.createTaskUrl();
        errorIn(await toggle(url, body, type), status, code);
        expect((await ask('GET', url)).json.completed).to.equal(false);
      });
    }

    it('toggles `completed` if the body contains only white space', async () => {
      const url = await user.createTaskUrl();
      for (const completed of [true, false]) {
        expect(taskIn(await toggle(url, ' \r\n', JSON_TYPE), 200).completed).to.equal(completed);
      }
    });
  });
}

function toggle(url: string, body: string | Buffer, type: string, coding = 'identity'): Promise<Answer> {
  const headers = { 'Content-Type': type, 'Content-Encoding': coding };
  return ask('PATCH', `${url}/complete`, { body, headers });
}
