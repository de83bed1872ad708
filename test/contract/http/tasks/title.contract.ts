import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, expectFieldError, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';

const CRAB = '🦀';

/** The contract tests for titles: stored exactly as sent, and rejected if they have no visible character. */
export function titleContract(store: StoreUnderTest): void {
  describe(`a task title on ${store.name}`, () => {
    const user = newUserForEach(store);

    const stored = [
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
    for (const title of stored) {
      it(`is stored exactly as sent: ${JSON.stringify(title.slice(0, 30))} (length ${title.length})`, async () => {
        const task = await user.createTask({ title, description: title });
        expect(task).to.include({ title, description: title });
        expect((await ask('GET', `${user.tasks}/${task.id}`)).json).to.deep.equal(task);
        expect((await ask('GET', user.tasks)).json).to.deep.equal([task]);
      });
    }

    it('may come with a description of 2,000 code points, or with an empty description', async () => {
      expect((await user.createTask({ title: 'x', description: CRAB.repeat(2000) })).description).to.have.length(4000);
      expect((await user.createTask({ title: 'x', description: '' })).description).to.equal('');
    });

    const blank = ['\u200b', '\ufeff', '\u2800', '\u00ad', '\u3164', '\u115f', '\u1160', '\uffa0', '\u2060', '\u034f'];
    blank.push('\u200d\u200c', ' \u200b\t\u2800', '\u{e0001}', '\u{e0100}', '\ufe0f', '\u180e', '\u061c', '\u202e');
    for (const title of blank) {
      it(`gets 422 as blank if it has no visible character: ${JSON.stringify(title).replace(/[^\x20-\x7e]/gu, codePoint)}`, async () => {
        expectFieldError(await ask('POST', user.tasks, { body: { title } }), {
          type: 'value_error',
          loc: ['body', 'title'],
        });
        const url = await user.createTaskUrl();
        errorIn(await ask('PUT', url, { body: { title } }), 422, 'validation_failed');
        errorIn(await ask('PATCH', url, { body: { title } }), 422, 'validation_failed');
      });
    }

    it('keeps its invisible characters if it has a visible character, too', async () => {
      for (const title of ['\u200bx\u00ad', '\u{1f469}\u200d\u{1f4bb}', '\u2764\ufe0f', '\u3164.', '\u0644\u200c']) {
        expect(taskIn(await ask('POST', user.tasks, { body: { title } }), 201).title).to.equal(title);
      }
    });
  });
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).padStart(4, '0').toUpperCase()}`;
}
