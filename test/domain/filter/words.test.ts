import { expect } from 'chai';
import { hasWords, wordsFilter, wordsOf } from '../../../src/domain/filter/words.ts';
import { type PlainTask, someTask } from './some-task.ts';

describe('the words of a text', () => {
  const cases: [text: string, words: string[]][] = [
    ['Buy 2 l MILK, buy!', ['buy', '2', 'l', 'milk']],
    ['Straße Ｂüro ΟΔΟΣ', ['strasse', 'buro', 'οδοσ']],
    ['東京tower ﾀﾜｰ1', ['東京', 'tower', 'タワー', '1']],
    ['don’t_stop', ['don', 't', 'stop']],
    ['หน้าต่าง', ['หน้าต่าง']],
    ['เดือน12', ['เดือน', '12']],
    ['हिन्दी', ['हिन्दी']],
    ['🦀 – ()', []],
    ['', []],
  ];
  for (const [text, words] of cases) {
    it(`are ${JSON.stringify(words)} if the text is ${JSON.stringify(text)}`, () => {
      expect(wordsOf(text)).to.deep.equal(words.map((word) => word.normalize('NFKD')));
    });
  }

  it('contain together all letters, marks and digits of the text, without case and accents', () => {
    const text = 'Aß 東ガ각ไทย١x̂-\u3007';
    expect(wordsOf(text).join('')).to.equal('ass東ガ각ไทย١x'.normalize('NFKD'));
  });
});

describe('a search for words', () => {
  const cases: [q: string, task: PlainTask, expected: boolean][] = [
    ['mil', { title: 'Buy milk' }, true],
    ['ilk', { title: 'Buy milk' }, false],
    ['ilk', { title: 'Buy milk', description: 'ilk' }, true],
    ['a', { title: 'banana a' }, true],
    ['buy home', { title: 'Buy milk', tags: ['Home'] }, true],
    ['z', { tags: ['a', 'z'] }, true],
    ['work rep', { title: 'x', list: 'Work/Reports' }, true],
    ['milkhome', { title: 'milk', tags: ['home'] }, false],
    ['e', { title: 'Énorme' }, true],
    ['norm', { title: 'énorme' }, false],
    ['n', { title: 'हn' }, false],
    ['京', { title: '東京tower' }, true],
    ['東', { title: 'tower東京' }, true],
    ['tow', { title: '東京tower' }, true],
    ['owe', { title: '東京tower' }, false],
    ['カ', { title: 'メガネ' }, true],
    ['ทย', { title: 'ไทย' }, true],
    ['東京 missing', { title: '東京tower' }, false],
    ['2', { title: 'v2' }, false],
    ['𝒎', { title: 'a-m' }, true],
    ['𐐨', { title: 'a𐐀' }, false],
    ['𐐨', { title: '-𐐀' }, true],
    ['b', { title: '𐐀b' }, false],
    ['milk', { title: 'soymilk milkshake' }, true],
    ['ж', { title: 'бж' }, false],
    ['tow', { title: 'xtow東京tow' }, true],
    ['a東', { title: 'ba東' }, false],
  ];
  for (const [q, fields, expected] of cases) {
    it(`for "${q}" ${expected ? 'finds' : 'does not find'} ${JSON.stringify(fields)}`, () => {
      expect(hasWords(wordsOf(q), someTask(fields), 'any')).to.equal(expected);
    });
  }

  it('does not filter if the query has no word, and looks for a repeated word only once', () => {
    expect(wordsFilter(' – ')).to.equal(undefined);
    expect(wordsFilter('a b a')).to.deep.equal({ kind: 'words', field: 'any', words: ['a', 'b'] });
  });
});
