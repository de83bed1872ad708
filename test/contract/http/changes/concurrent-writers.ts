import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { seqOf } from '../../../support/answers.ts';
import { times } from '../../../support/times.ts';
import type { TestUser } from '../test-user.ts';
import { send, toggle } from '../write-requests.ts';

/** Makes `count` changes from ten concurrent clients: creations, edits, toggles and deletions. */
export async function writeMany(user: TestUser, count: number): Promise<void> {
  let left = count;
  async function writer(): Promise<void> {
    for (let url: string | undefined, n = 0; left-- > 0; n++) {
      if (url === undefined) url = await user.createTaskUrl();
      else if (n % 4 === 1) await ask('PUT', url, { body: { title: `${n}` } });
      else if (n % 4 === 2) await send(toggle(url));
      else {
        expect((await ask('DELETE', url)).status).to.equal(200);
        url = undefined;
      }
    }
  }
  await Promise.all(times(10, writer));
  expect(seqOf(await ask('GET', `${user.tasks}?limit=1`))).to.equal(count);
}
