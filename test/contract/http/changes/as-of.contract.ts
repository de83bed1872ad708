import { expect } from 'chai';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, expectFieldError, nextOf, seqOf, type TaskJson, taskIn } from '../../../support/answers.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach, type TestUser } from '../test-user.ts';
import { send, toggle } from '../write-requests.ts';
import { everyHistory, perform } from './random-history.ts';

/** A user's tasks after one change: the task list for each query string, and each task with its ETag by id. */
interface Snapshot {
  readonly lists: ReadonlyMap<string, TaskJson[]>;
  readonly tasks: ReadonlyMap<string, { readonly task: TaskJson; readonly etag: string }>;
}

/** The contract tests for reading the tasks as they were after a past change. */
export function asOfContract(store: StoreUnderTest): void {
  describe(`a read with the query parameter as_of on ${store.name}`, () => {
    const user = newUserForEach(store);

    it(`returns every list and every task as it was after each change (SEED=${SEED})`, async () => {
      await everyHistory(user, 30, async (history) => {
        const snapshots = new Map<number, Snapshot>([[0, await snapshot(user)]]);
        const known = new Set<string>();
        for (const step of history) {
          const answer = await perform(user, step);
          if (answer === undefined) continue;
          const now = await snapshot(user);
          for (const id of now.tasks.keys()) known.add(id);
          snapshots.set(seqOf(answer), now);
        }
        expect([...snapshots.keys()]).to.deep.equal(times(snapshots.size, (i) => i));
        for (const [seq, then] of snapshots) {
          for (const [query, list] of then.lists) {
            const url = `${user.tasks}?as_of=${seq}&${query}`;
            expect(await pages(user, `${url}&limit=2`, seq)).to.deep.equal(list);
            expect((await ask('GET', `${url}&limit=100`)).json).to.deep.equal(list);
            expect((await ask('GET', `${url}&limit=2&offset=1`)).json).to.deep.equal(list.slice(1, 3));
            expect((await ask('GET', `${url}&offset=${list.length}`)).text).to.equal('[]');
          }
          for (const id of known) {
            const answer = await ask('GET', `${user.tasks}/${id}?as_of=${seq}`);
            const found = then.tasks.get(id);
            if (found === undefined) errorIn(answer, 404, 'task_not_found');
            else expect([taskIn(answer, 200), etagOf(answer)]).to.deep.equal([found.task, found.etag]);
          }
        }
      });
    });

    it('returns the same list as before, while others write, if as_of is the Taskport-Seq of that list', async () => {
      let left = 300;
      const url = await user.createTaskUrl();
      const writers = times(4, async (i) => {
        for (let n = 0; left-- > 0; n++) {
          if (i === 0) await send(toggle(url));
          else if (n % 3 < 2) await user.createTaskUrl();
          else await ask('DELETE', `${user.tasks}/${(await ask('GET', user.tasks)).json[i]?.id}`);
        }
      });
      for (let i = 0; i < 20; i++) {
        const query = ['limit=100', 'limit=5', 'completed=false&limit=7', 'completed=true', 'offset=3'][i % 5];
        const list = await ask('GET', `${user.tasks}?${query}`);
        const then = await ask('GET', `${user.tasks}?${query}&as_of=${seqOf(list)}`);
        expect([then.json, seqOf(then)]).to.deep.equal([list.json, seqOf(list)]);
        const all = await pages(user, `${user.tasks}?as_of=${seqOf(list)}&limit=3`, seqOf(list));
        expect(all).to.deep.equal(await pages(user, `${user.tasks}?as_of=${seqOf(list)}&limit=100`, seqOf(list)));
      }
      left = 0;
      await Promise.all(writers);
    });

    it('keeps as_of in the next page’s URL in the Link header', async () => {
      for (let i = 0; i < 4; i++) await user.createTaskUrl();
      const next = new URL(nextOf(await ask('GET', `${user.tasks}?as_of=3&limit=1`), user.base) as string);
      expect(next.searchParams.get('as_of')).to.equal('3');
      expect((await ask('GET', next.href)).json).to.have.length(1);
    });

    it('gets 422 if its cursor was issued for another value of as_of', async () => {
      for (let i = 0; i < 4; i++) await user.createTaskUrl();
      const [then, now] = [
        await ask('GET', `${user.tasks}?as_of=3&limit=1`),
        await ask('GET', `${user.tasks}?limit=1`),
      ];
      const cursors = [then, now].map((page) => new URL(nextOf(page, user.base) as string).searchParams.get('cursor'));
      for (const query of [`cursor=${cursors[0]}`, `cursor=${cursors[0]}&as_of=4`, `cursor=${cursors[1]}&as_of=3`]) {
        expectFieldError(await ask('GET', `${user.tasks}?${query}`), { loc: ['query', 'cursor'] });
      }
    });

    it('returns no tasks for as_of=0', async () => {
      const url = await user.createTaskUrl();
      const list = await ask('GET', `${user.tasks}?as_of=0`);
      expect([list.status, list.text, seqOf(list)]).to.deep.equal([200, '[]', 0]);
      errorIn(await ask('GET', `${url}?as_of=0`), 404, 'task_not_found');
      expect((await ask('GET', `${user.stranger().tasks}?as_of=0`)).text).to.equal('[]');
    });

    it('gets 410 if as_of is a seq beyond the last change', async () => {
      const url = await user.createTaskUrl();
      for (const seq of [2, 1000, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
        for (const path of [user.tasks, url]) errorIn(await ask('GET', `${path}?as_of=${seq}`), 410, 'seq_gone');
      }
    });

    for (const seq of ['', 'x', '-1', '1.5', '1e0', '0x1', '%00', 'null', '1&as_of=1']) {
      it(`gets 422 if as_of is ${JSON.stringify(seq)}`, async () => {
        const url = await user.createTaskUrl();
        for (const path of [user.tasks, url]) {
          expectFieldError(await ask('GET', `${path}?as_of=${seq}`), { loc: ['query', 'as_of'] });
        }
      });
    }

    it('does not reveal other users’ tasks', async () => {
      const url = await user.createTaskUrl();
      const theirs = user.stranger().tasks;
      errorIn(await ask('GET', `${theirs}?as_of=1`), 410, 'seq_gone');
      await ask('POST', theirs, { body: { title: 'x' } });
      errorIn(await ask('GET', `${theirs}/${url.split('/').at(-1)}?as_of=1`), 404, 'task_not_found');
      expect((await ask('GET', `${theirs}?as_of=1`)).json).to.have.length(1);
    });

    it('gets 304 if If-None-Match names the ETag of the past state', async () => {
      const url = await user.createTaskUrl();
      await send(toggle(url));
      for (const path of [`${url}?as_of=1`, `${user.tasks}?as_of=1`]) {
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
}

/** Reads the current task lists, and each current task with its ETag. */
async function snapshot(user: TestUser): Promise<Snapshot> {
  const lists = new Map<string, TaskJson[]>();
  for (const query of ['', 'completed=true', 'completed=false']) {
    lists.set(query, (await ask('GET', `${user.tasks}?limit=100&${query}`)).json);
  }
  const all = new Map<string, { task: TaskJson; etag: string }>();
  for (const { id } of lists.get('') as TaskJson[]) {
    const answer = await ask('GET', `${user.tasks}/${id}`);
    all.set(id, { task: taskIn(answer, 200), etag: etagOf(answer) });
  }
  return { lists, tasks: all };
}

/** Returns the tasks of all pages by following the Link headers. Expects `seq` as the Taskport-Seq of each page. */
async function pages(user: TestUser, start: string, seq: number): Promise<TaskJson[]> {
  const all: TaskJson[] = [];
  for (let url: string | undefined = start; url !== undefined; ) {
    const page: Answer = await ask('GET', url);
    expect([page.status, seqOf(page)], page.text).to.deep.equal([200, seq]);
    all.push(...page.json);
    url = nextOf(page, user.base);
  }
  return all;
}
