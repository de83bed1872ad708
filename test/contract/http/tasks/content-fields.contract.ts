import { expect } from 'chai';
import { CONTENT_DEFAULTS, CONTENT_FIELDS } from '../../../../src/domain/tasks/content.ts';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, seqOf, taskIn } from '../../../support/answers.ts';
import { CONTENT_SAMPLES, contentSample, fieldSteps } from '../../../support/content-samples.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';
import { createOnly, execute, patch, put, toggle } from '../write-requests.ts';

/** The contract tests for the content fields of a task. Each field is tested with several sample values. */
export function contentFieldsHttpContract(store: StoreUnderTest): void {
  describe(`the content of a task over HTTP on ${store.name}`, () => {
    const user = newUserForEach(store);
    const steps = fieldSteps();

    it('is returned by POST, GET, the list and the change feed as it was sent', async () => {
      for (const index of [0, 1, 2, 3]) {
        user.renew();
        const task = await user.createTask(contentSample(index));
        expect(task).to.deep.include(contentSample(index));
        expect(taskIn(await ask('GET', `${user.tasks}/${task.id}`), 200)).to.deep.equal(task);
        expect(await user.listTasks()).to.deep.equal([task]);
        expect((await user.log())[0]?.task).to.deep.equal(task);
      }
    });

    it('has defaults for the fields that a new task may leave out', async () => {
      const required = Object.fromEntries(
        CONTENT_FIELDS.filter((field) => !(field in CONTENT_DEFAULTS)).map((field) => [field, contentSample(1)[field]]),
      );
      const expected = { ...contentSample(0), ...required };
      expect(await user.createTask(required)).to.deep.include(expected);
      const url = `${user.tasks}/01a206d1-ff9a-748f-a961-0e25da91ff65`;
      expect((await execute(createOnly(put(url, required)))).json).to.deep.include(expected);
    });

    for (const [name, write] of [
      ['PUT', put],
      ['PATCH', patch],
    ] as const) {
      it(`changes only in the field that the body of a ${name} contains, and gets a new ETag`, async () => {
        for (const { field, from, to } of steps) {
          const url = await user.createTaskUrl({ ...contentSample(1), [field]: from });
          const before = await ask('GET', url);
          const edited = await execute(write(url, { [field]: to }));
          expect(taskIn(edited, 200)).to.deep.include({ ...contentSample(1), [field]: to });
          const after = await ask('GET', url);
          expect(after.json).to.deep.equal(edited.json);
          expect(etagOf(after)).to.equal(etagOf(edited)).and.not.equal(etagOf(before));
          expect((await user.listTasks())[0]).to.deep.equal(after.json);
        }
      });
    }

    it('gets 422 with the name of the field if a value has a wrong type', async () => {
      const url = await user.createTaskUrl();
      for (const field of CONTENT_FIELDS) {
        const types = new Set(CONTENT_SAMPLES[field].map((value) => typeof value));
        for (const wrong of [{}, [], 'x', 0.5, true].filter((value) => !types.has(typeof value))) {
          const errors = errorIn(await ask('PUT', url, { body: { [field]: wrong } }), 422, 'validation_failed');
          expect(errors.map(({ loc }) => loc)).to.deep.equal([['body', field]]);
        }
      }
    });

    it('differs only in the field `completed` after the task is toggled', async () => {
      const url = await user.createTaskUrl(contentSample(2));
      expect((await execute(toggle(url))).json).to.deep.include({
        ...contentSample(2),
        completed: !contentSample(2).completed,
      });
    });

    it('is restored in every field by undo', async () => {
      for (const { field, from, to } of steps) {
        const url = await user.createTaskUrl({ ...contentSample(1), [field]: from });
        const edited = await execute(put(url, { [field]: to }));
        expect((await user.undo(seqOf(edited))).json.task).to.deep.include({ ...contentSample(1), [field]: from });
      }
    });

    it('can be read with as_of as it was after each change', async () => {
      const url = await user.createTaskUrl(contentSample(0));
      for (const i of [1, 2, 3]) await execute(put(url, contentSample(i)));
      for (const i of [0, 1, 2, 3]) {
        expect((await ask('GET', `${url}?as_of=${i + 1}`)).json).to.deep.include(contentSample(i));
        expect((await ask('GET', `${user.tasks}?as_of=${i + 1}`)).json[0]).to.deep.include(contentSample(i));
      }
    });
  });
}
