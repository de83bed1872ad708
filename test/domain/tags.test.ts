import { expect } from 'chai';
import { InvalidValue } from '../../src/domain/errors.ts';
import { listName } from '../../src/domain/tasks/list-name.ts';
import { editTags, MAX_TAGS, NO_TAGS, tag, tags } from '../../src/domain/tasks/tags.ts';

const some = (...names: string[]) => tags(names.map(tag));
const numbered = (count: number) => some(...Array.from({ length: count }, (_, i) => `tag ${i}`));

describe('a tag', () => {
  it('is text of 1 to 50 code points, kept as typed', () => {
    for (const text of ['a', ' Büro ', '🦀'.repeat(50)]) expect(tag(text)).to.equal(text);
  });

  const refused: [text: string, rule: string][] = [
    ['', 'empty'],
    [' \u3000', 'blank'],
    ['🦀'.repeat(51), 'too_long'],
    ['a\tb', 'control_character'],
    ['a\u0085b', 'control_character'],
    ['a\0', 'not_text'],
    ['a\ud83e', 'not_text'],
  ];
  for (const [text, rule] of refused) {
    it(`is refused as ${rule}: ${JSON.stringify(text.slice(0, 9))} (length ${text.length})`, () => {
      expect(() => tag(text))
        .to.throw(InvalidValue)
        .with.property('rule', rule);
    });
  }
});

describe('the tags of a task', () => {
  it('are at most 20, in the order in which they were given', () => {
    expect(some('b', 'a')).to.deep.equal(['b', 'a']);
    expect(numbered(MAX_TAGS)).to.have.length(20);
    expect(() => numbered(MAX_TAGS + 1))
      .to.throw(InvalidValue)
      .that.deep.includes({ rule: 'too_many', limit: 20 });
  });

  it('are refused if two are equal without case and accents, and the error has the index of the second', () => {
    expect(() => some('a', 'Straße', 'b', 'STRASSE'))
      .to.throw(InvalidValue)
      .that.deep.includes({ rule: 'repeated', index: 3 });
  });

  it('gain the added tags at the end, but keep the old spelling of a tag that the task already has', () => {
    expect(editTags(some('Home', 'b'), some('c', 'HOME'))).to.deep.equal(['Home', 'b', 'c']);
  });

  it('lose a removed tag even if the edit spells the tag with other case or accents', () => {
    expect(editTags(some('Home', 'b'), undefined, some('HÖME', 'x'))).to.deep.equal(['b']);
  });

  it('lose the removed tags before they gain the added tags, if one edit does both', () => {
    expect(editTags(some('Home', 'b'), some('HOME'), some('home'))).to.deep.equal(['b', 'HOME']);
    const full = numbered(MAX_TAGS);
    expect(editTags(full, some('new'), some('tag 0')).at(-1)).to.equal('new');
  });

  it('gain a tag once, in its first spelling, if one edit adds it twice with different case', () => {
    expect(editTags(NO_TAGS, [tag('Home'), tag('HOME')])).to.deep.equal(['Home']);
  });

  it('are the same array object after an edit that changes no tag', () => {
    const old = some('Home');
    expect(editTags(old, some('home'), some('x'))).to.equal(old);
  });

  it('are refused if an edit would increase their number above 20', () => {
    expect(() => editTags(numbered(MAX_TAGS), some('new')))
      .to.throw(InvalidValue)
      .with.property('rule', 'too_many');
  });
});

describe('the name of a list', () => {
  it('is text of 1 to 100 code points, kept as typed', () => {
    for (const text of ['Work/Reports', ' a', '🦀'.repeat(100)]) expect(listName(text)).to.equal(text);
  });

  it('is refused if it is empty, blank or too long', () => {
    const rules = { '': 'empty', ' ': 'blank', ['🦀'.repeat(101)]: 'too_long' };
    for (const [text, rule] of Object.entries(rules)) {
      expect(() => listName(text))
        .to.throw(InvalidValue)
        .with.property('rule', rule);
    }
  });
});
