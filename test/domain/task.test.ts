import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidValue } from '../../src/domain/errors.ts';
import { taskId, userId } from '../../src/domain/identity.ts';
import { instant } from '../../src/domain/instant.ts';
import { description } from '../../src/domain/tasks/description.ts';
import { title } from '../../src/domain/tasks/title.ts';
import { next } from '../../src/domain/tasks/version.ts';
import { someTask } from '../support/tasks.ts';

const NOW = instant(1_760_000_000_000);

describe('a task', () => {
  it('gets the fields of an edit and keeps all other fields', () => {
    const task = someTask({ description: description('2 l') });
    expect(task.edit({ title: title('Buy oat milk') }, NOW)).to.deep.equal(
      someTask({ ...task, title: title('Buy oat milk'), updatedAt: NOW, version: next(task.version) }),
    );
    expect(task.edit({ description: null, completed: true }, NOW)).to.deep.equal(
      someTask({
        ...task,
        description: null,
        completed: true,
        completedAt: NOW,
        updatedAt: NOW,
        version: next(task.version),
      }),
    );
    expect(task.edit({}, NOW)).to.deep.equal(someTask({ ...task, updatedAt: NOW, version: next(task.version) }));
  });

  it('is immutable: an edit or a toggle of its completion returns a new object and leaves the old one unchanged', () => {
    const task = someTask();
    const before = { ...task };
    task.edit({ title: title('Other') }, NOW);
    task.toggle(NOW);
    expect({ ...task }).to.deep.equal(before);
  });

  it('is open again after its completion is toggled twice', () => {
    const task = someTask();
    expect(task.toggle(NOW).completed).to.equal(true);
    expect(task.toggle(NOW).toggle(NOW).completed).to.equal(false);
  });

  it('returns itself when `completed` is set to the value that it already has', () => {
    const task = someTask({ completed: true });
    expect(task.setCompleted(true, NOW)).to.equal(task);
    expect(task.setCompleted(false, NOW)).to.deep.equal(task.toggle(NOW));
  });

  it('has its old content, a version higher by two, and a later `updated_at` after it is deleted and then restored', () => {
    const task = someTask({ updatedAt: NOW });
    const deleted = task.delete(NOW);
    expect(deleted).to.deep.include({ version: 2, deletedAt: NOW + 1 });
    const restored = deleted.restore(task, NOW);
    expect(restored).to.deep.equal(someTask({ ...task, updatedAt: instant(NOW + 2), version: next(deleted.version) }));
  });

  it('has a later `updated_at` after every change, even if the clock goes back', () => {
    const times = fc.array(fc.integer({ min: 0, max: 2_000_000_000_000 }), { minLength: 1 });
    fc.assert(
      fc.property(times, (times) => {
        let task = someTask();
        for (const time of times) {
          const changed = task.toggle(instant(time));
          if (changed.updatedAt <= task.updatedAt || changed.updatedAt < time) return false;
          task = changed;
        }
        return task.createdAt === someTask().createdAt;
      }),
    );
  });
});

describe('the id of a user or a task', () => {
  const UUID = '3FA85F64-5717-4562-B3FC-2C963F66AFA6';

  it('may be a UUID of any version, and is converted to lower case', () => {
    expect(userId(UUID)).to.equal(UUID.toLowerCase());
    expect(taskId(UUID)).to.equal(UUID.toLowerCase());
    expect(taskId('00000000-0000-0000-0000-000000000000')).to.equal('00000000-0000-0000-0000-000000000000');
  });

  for (const text of [
    '',
    'x',
    UUID.replaceAll('-', ''),
    `{${UUID}}`,
    `${UUID}\n`,
    ` ${UUID}`,
    UUID.replace('3', 'g'),
  ]) {
    it(`cannot be ${JSON.stringify(text)}`, () => {
      expect(() => userId(text)).to.throw(InvalidValue);
      expect(() => taskId(text)).to.throw(InvalidValue);
    });
  }
});

describe('an instant', () => {
  it('is a whole number of milliseconds within the range of Date', () => {
    for (const number of [Number.NaN, 0.5, Infinity, 8.64e15 + 1]) expect(() => instant(number)).to.throw(RangeError);
    expect(new Date(instant(8.64e15)).getTime()).to.equal(8.64e15);
  });
});
