import { expect } from 'chai';
import { CONTENT_DEFAULTS } from '../../../src/domain/tasks/content.ts';
import { ask } from '../../../tools/support/client.ts';
import { allChanges, taskIn } from '../../support/answers.ts';
import type { SchemaFixture } from './fixtures.ts';
import { USER } from './rows-with-fields.ts';

/**
 * Tests that every store must pass after an upgrade from an older schema.
 *
 * @param upgraded creates a store with the old schema and its rows, starts the service on it, and returns the service's
 * URL
 */
export function upgradeContract({ states }: Pick<SchemaFixture, 'states'>, upgraded: () => Promise<string>): void {
  let user: string;

  beforeEach(async () => {
    user = `${await upgraded()}/api/${USER}`;
  });

  it('keeps the past states of all tasks in an upgrade, and sets fields that the old schema lacks to their defaults', async () => {
    for (const [seq, tasks] of states.entries()) {
      const { json } = await ask('GET', `${user}/tasks?as_of=${seq}`);
      expect(json).to.have.length(tasks.length);
      for (const [i, task] of tasks.entries()) expect(json[i]).to.deep.include({ ...CONTENT_DEFAULTS, ...task });
    }
    const now = (await ask('GET', `${user}/tasks`)).json;
    expect(now).to.deep.equal((await ask('GET', `${user}/tasks?as_of=${states.length - 1}`)).json);
    const changes = await allChanges(`${user}/changes`);
    expect(changes.map(({ seq }) => seq)).to.deep.equal(states.slice(1).map((_, i) => i + 1));
  });

  it('lets a client undo, after the upgrade, the last change of each task, which restores the state before that change', async () => {
    const changes = await allChanges(`${user}/changes`);
    const last = new Map(changes.map((change) => [change.task_id, change]));
    for (const { seq, task_id: id } of last.values()) {
      const before = taskIn(await ask('GET', `${user}/tasks/${id}?as_of=${seq - 1}`), 200);
      const undone = await ask('POST', `${user}/changes/${seq}/undo`);
      expect(undone.status, undone.text).to.equal(200);
      expect(undone.json.task).to.deep.equal({ ...before, updated_at: undone.json.task.updated_at });
      expect((await ask('GET', `${user}/tasks/${id}`)).json).to.deep.equal(undone.json.task);
    }
  });

  it('leaves changes from before the upgrade without an actor, and lets new changes have one', async () => {
    expect((await allChanges(`${user}/changes`)).map(({ actor }) => actor)).to.deep.equal(
      states.slice(1).map(() => null),
    );
    await ask('POST', `${user}/tasks`, { body: { title: 'x' } });
    expect((await allChanges(`${user}/changes`)).at(-1)?.actor).to.deep.equal({ user: USER, kind: 'open', id: null });
  });

  it('lets a client edit one field of a task from before the upgrade, and keeps the other fields', async () => {
    const [task] = (await ask('GET', `${user}/tasks`)).json;
    const edited = await ask('PUT', `${user}/tasks/${task.id}`, { body: { title: 'x' } });
    expect(taskIn(edited, 200)).to.deep.equal({ ...task, title: 'x', updated_at: edited.json.updated_at });
  });
}
