import { expect } from 'chai';
import { foldedName, foldedText } from '../../../src/domain/filter/folded-task.ts';
import { hasWords } from '../../../src/domain/filter/words.ts';
import { someTask } from './some-task.ts';

/** A letter that folds to 18 code points. */
const LONG = '\ufdfa';
/** More characters than the cache of folded texts may have. */
const TOO_MANY = 32_500_000;

describe('the cache of folded texts (without case and accents) of tasks', () => {
  it('folds a title once for comparisons and once for word searches, and never again', () => {
    const task = someTask({ title: 'Äpfel', description: 'Öl', tags: ['Büro'] });
    const ask = () => {
      expect(foldedText(task, 'title')).to.equal('apfel');
      expect(hasWords(['apf', 'ol', 'bur'], task, 'any')).to.equal(true);
      expect(hasWords(['apf', 'ol'], task, 'text')).to.equal(true);
    };
    expect(foldsOf('Äpfel', ask)).to.equal(2);
    expect(foldsOf('Äpfel', ask)).to.equal(0);
  });

  it('is emptied when titles and descriptions have more than 32 million characters', () => {
    const task = someTask({ title: 'Äpfel' });
    foldedText(task, 'title');
    const description = LONG.repeat(2000);
    for (let folded = 0; folded < TOO_MANY; folded += 36_000) foldedText(someTask({ description }), 'description');
    expect(foldsOf('Äpfel', () => foldedText(task, 'title'))).to.equal(1);
  });

  it('is emptied when names of tags and lists have more than 32 million characters', () => {
    const task = someTask({ title: 'Äpfel' });
    foldedText(task, 'title');
    const name = LONG.repeat(95);
    for (let folded = 0; folded < TOO_MANY; folded += 1_710) foldedName(name + folded);
    expect(foldsOf('Äpfel', () => foldedText(task, 'title'))).to.equal(1);
  });
});

/** Returns how often a text is folded while `act` runs. */
function foldsOf(text: string, act: () => void): number {
  const { normalize } = String.prototype;
  let count = 0;
  String.prototype.normalize = function (this: string, form?: string) {
    if (this.valueOf() === text) count++;
    return normalize.call(this, form);
  };
  try {
    act();
  } finally {
    String.prototype.normalize = normalize;
  }
  return count;
}
