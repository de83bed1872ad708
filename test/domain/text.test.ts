import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidValue } from '../../src/domain/errors.ts';
import { DESCRIPTION_MAX_LENGTH, description } from '../../src/domain/tasks/description.ts';
import { TITLE_MAX_LENGTH, title } from '../../src/domain/tasks/title.ts';

const CRAB = '🦀';

describe('a title', () => {
  it('is any text of 1 to 255 code points, unchanged', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: TITLE_MAX_LENGTH });
    const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u;
    const fits = text.filter((text) => visible.test(text) && !text.includes('\0'));
    fc.assert(fc.property(fits, (text) => title(text) === text));
  });

  it('is measured in code points, not in UTF-16 code units', () => {
    expect(title(CRAB.repeat(255))).to.have.length(510);
    expect(ruleOf(() => title(CRAB.repeat(256)))).to.equal('too_long');
    expect(ruleOf(() => title(`${CRAB.repeat(255)}x`))).to.equal('too_long');
  });

  const rejected: [text: string, rule: string][] = [
    ['', 'empty'],
    [' ', 'blank'],
    ['\u0085\u2003\u3000\n', 'blank'],
    ['x'.repeat(256), 'too_long'],
    ['a\0', 'not_text'],
    ['a\ud83e', 'not_text'],
    ['\udd80\ud83e', 'not_text'],
  ];
  for (const [text, rule] of rejected) {
    it(`is rejected as ${rule}: ${JSON.stringify(text.slice(0, 9))} (length ${text.length})`, () => {
      expect(ruleOf(() => title(text))).to.equal(rule);
    });
  }
});

describe('a description', () => {
  it('is any text of up to 2,000 code points, and may be empty or blank', () => {
    for (const text of ['', ' ', 'x', CRAB.repeat(DESCRIPTION_MAX_LENGTH)]) expect(description(text)).to.equal(text);
  });

  it('is rejected if it has more than 2,000 code points, a NUL or a lone surrogate', () => {
    expect(ruleOf(() => description(CRAB.repeat(DESCRIPTION_MAX_LENGTH + 1)))).to.equal('too_long');
    expect(ruleOf(() => description('\0'))).to.equal('not_text');
    expect(ruleOf(() => description('\ud83e'))).to.equal('not_text');
  });
});

function ruleOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof InvalidValue) return error.rule;
  }
  return 'none';
}
