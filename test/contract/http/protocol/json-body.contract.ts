import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for JSON bodies and their media type. */
export function jsonBodyContract(store: StoreUnderTest): void {
  describe(`a JSON request body on ${store.name}`, () => {
    const user = newUserForEach(store);

    const malformed: [what: string, body: string | Buffer][] = [
      ['empty', ''],
      ['white space', ' \n'],
      ['cut short', '{"title": "x"'],
      ['JavaScript', "{title: 'x'}"],
      ['NaN', '{"title": NaN}'],
      ['two documents', '{"title": "x"}{}'],
      ['invalid UTF-8', Buffer.from([...Buffer.from('{"title": "'), 0xc3, 0x28, ...Buffer.from('"}')])],
      ['UTF-16', Buffer.from('{"title": "x"}', 'utf16le')],
      ['an object with a key twice', '{"title": "x", "title": "y"}'],
      ['an object with a key twice, once escaped', '{"title": "x", "\\u0074itle": "y"}'],
      ['an object with a key twice in a nested one', '{"title": "x", "a": [{"b": {"c:": 1, "d": ":{\\"", "c:": 2}}]}'],
      ['an object with a key twice, the first with an object', '{"title": "x", "a": {"b": 1}, "a": 1}'],
    ];
    for (const [what, body] of malformed) {
      it(`gets 400 if it is ${what}`, async () => {
        errorIn(await ask('POST', user.tasks, { body }), 400, 'malformed_json');
        expect((await ask('GET', user.tasks)).json).to.deep.equal([]);
      });
    }

    it('is accepted if equal keys occur only in different objects or in strings', async () => {
      const body = '{"title": "{\\"title\\": [\\\\", "a": [{"b": 1}, {"b": 1}], "c": {"a": ":"}, "": ""}';
      expect(taskIn(await ask('POST', user.tasks, { body }), 201).title).to.equal('{"title": [\\');
    });

    for (const type of [
      'application/json; charset=utf-8',
      'Application/JSON;charset="UTF-8"',
      'application/json;v=1',
    ]) {
      it(`is accepted with the media type ${type}`, async () => {
        taskIn(await ask('POST', user.tasks, { body: { title: 'ü' }, headers: { 'Content-Type': type } }), 201);
      });
    }

    const unsupported = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
      'json',
      '',
      ',',
    ];
    for (const type of unsupported) {
      it(`gets 415 with the media type ${JSON.stringify(type)}`, async () => {
        const answer = await ask('POST', user.tasks, { body: { title: 'x' }, headers: { 'Content-Type': type } });
        errorIn(answer, 415, 'unsupported_media_type');
      });
    }
  });
}
