import { expect } from 'chai';
import { serializeTasks, taskJson, taskReply } from '../../../../src/adapters/http/tasks/task-reply.ts';
import { instant } from '../../../../src/domain/instant.ts';
import { description } from '../../../../src/domain/tasks/description.ts';
import { title } from '../../../../src/domain/tasks/title.ts';
import { someTask } from '../../../support/tasks.ts';

describe('the serialized JSON of a task', () => {
  const texts = [
    'x',
    'a "quoted" \\ one',
    'line\nbreak\ttab',
    '\u0001\u001f\u007f',
    'naïve 漢字 🙂',
    '</script>\u2028',
    '{"a":1}',
  ];
  const tasks = [
    someTask(),
    someTask({ completed: true, updatedAt: instant(1_750_000_000_001) }),
    ...texts.map((text) => someTask({ title: title(text), description: description(text) })),
  ];

  it('equals the output of JSON.stringify for one task, a list and a cached list', () => {
    const expected = tasks.map((task) => JSON.stringify(taskReply(task)));
    expect(tasks.map(taskJson)).to.deep.equal(expected);
    for (let i = 0; i < 4; i++) expect(`${serializeTasks(tasks)}`).to.equal(`[${expected.join(',')}]`);
    expect(serializeTasks(tasks)).to.be.instanceOf(Buffer);
    const changed = [...tasks.slice(1), someTask()];
    for (let i = 0; i < 4; i++) expect(`${serializeTasks(changed)}`).to.equal(JSON.stringify(changed.map(taskReply)));
  });

  it('is [] for an empty list', () => {
    const empty: never[] = [];
    for (let i = 0; i < 4; i++) expect(serializeTasks(empty)).to.equal('[]');
  });
});
