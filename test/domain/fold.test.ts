import { expect } from 'chai';
import fc from 'fast-check';
import { fold } from '../../src/domain/fold.ts';

/** Every assigned character of Unicode. */
const CHARACTERS = Array.from({ length: 0x110000 }, (_, code) => code)
  .map((code) => String.fromCodePoint(code))
  .filter((each) => !/[\p{Cn}\p{Co}\p{Cs}]/u.test(each));

describe('folding, which drops case, accents and width', () => {
  const cases: [text: string, folded: string][] = [
    ['HOME', 'home'],
    ['Élan', 'elan'],
    ['E\u0301lan', 'elan'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['İstanbul', 'istanbul'],
    ['Isı', 'isı'],
    ['ﬁn', 'fin'],
    ['Ａ１', 'a1'],
    ['ｶﾞ', 'カ\u3099'],
    ['ガ', 'カ\u3099'],
    ['\u13a0\uab70', '\u13a0\u13a0'],
    ['\u13f8', '\u13f0'],
    ['ᾳ', 'α'],
    ['ŉ', 'ʼn'],
    ['𐐀', '𐐨'],
    ['각', '\u1100\u1161\u11a8'],
    ['', ''],
  ];
  for (const [text, folded] of cases) {
    it(`turns ${JSON.stringify(text)} into ${JSON.stringify(folded)}`, () => {
      expect(fold(text)).to.equal(folded);
    });
  }

  it('changes nothing when it is applied a second time, and leaves every character in NFKD', () => {
    const changed = CHARACTERS.filter((each) => {
      const folded = fold(each);
      return fold(folded) !== folded || folded.normalize('NFKD') !== folded;
    });
    expect(changed).to.deep.equal([]);
  });

  it('turns the upper and lower case of a character into the same text, except for the dotless i and the iota subscript', () => {
    const different = CHARACTERS.filter((each) => {
      const isException = each === 'ı' || each.normalize('NFKD').includes('\u0345');
      return !isException && (fold(each.toLowerCase()) !== fold(each) || fold(each.toUpperCase()) !== fold(each));
    });
    expect(different).to.deep.equal([]);
  });

  it('folds a letter in the same way beside any other letters', () => {
    const letter = fc.constantFrom(
      'Σ',
      'ς',
      'a',
      'B',
      'İ',
      'ı',
      'I',
      'ẞ',
      'ﬁ',
      '\u13a0',
      '\uab70',
      ' ',
      '.',
      '🦀',
      'ガ',
    );
    fc.assert(
      fc.property(fc.array(letter), (letters) => {
        expect(fold(letters.join(''))).to.equal(letters.map(fold).join(''));
      }),
    );
  });
});
