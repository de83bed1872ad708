import { expect } from 'chai';
import fc from 'fast-check';
import {
  ENTITY_TAGS,
  IDEMPOTENCY_KEY_PATTERN,
  TEXT_PATTERN,
  UUID_PATTERN,
  VISIBLE_LINE,
  VISIBLE_OR_EMPTY,
  VISIBLE_TEXT,
} from '../../../../src/adapters/http/docs/patterns.ts';
import { parseEntityTags } from '../../../../src/adapters/http/routing/etag.ts';
import { parseKey } from '../../../../src/adapters/http/routing/idempotency-key.ts';
import { taskId } from '../../../../src/domain/identity.ts';
import { description } from '../../../../src/domain/tasks/description.ts';
import { tag } from '../../../../src/domain/tasks/tags.ts';
import { title } from '../../../../src/domain/tasks/title.ts';

const [text, shows, isBlank] = [TEXT_PATTERN, VISIBLE_TEXT.pattern, VISIBLE_TEXT.not.pattern].map(
  (pattern) => new RegExp(pattern, 'u'),
) as [RegExp, RegExp, RegExp];

const CODE_POINTS = 0x110000;

/** Returns a function that returns whether a text matches `pattern` and does not match `not`. */
function matcherOf(schema: { readonly pattern: string; readonly not: { readonly pattern: string } }) {
  const [form, excluded] = [schema.pattern, schema.not.pattern].map((pattern) => new RegExp(pattern, 'u')) as [
    RegExp,
    RegExp,
  ];
  return (text: string) => form.test(text) && !excluded.test(text);
}

describe('a pattern of the OpenAPI description', () => {
  it('accepts a title of one character if and only if the service does', () => {
    const differing = codePointsWhere((character) => {
      const isTaken = isAccepted(() => title(character));
      return (shows.test(character) && !isBlank.test(character)) !== isTaken;
    });
    expect(differing).to.deep.equal([]);
  });

  it('accepts a character between blanks or letters of a title if and only if the service does', () => {
    const differing = codePointsWhere((character) => {
      const [blank, shown] = [` ${character}\u3000`, `x${character}x`];
      const isTaken = [isAccepted(() => title(blank)), isAccepted(() => title(shown))];
      const isDescribed = [blank, shown].map((text) => shows.test(text) && !isBlank.test(text));
      return String(isTaken) !== String(isDescribed);
    });
    expect(differing).to.deep.equal([]);
  });

  it('accepts a character in a tag, alone or after a letter, if and only if the service does', () => {
    const isTag = matcherOf(VISIBLE_LINE);
    for (const before of ['', 'x']) {
      expect(
        codePointsWhere((character) => isTag(before + character) !== isAccepted(() => tag(before + character))),
      ).to.deep.equal([]);
    }
  });

  it('accepts the same characters in the query parameter "list" as in a title, and also an empty text', () => {
    const [isList, isTitle] = [matcherOf(VISIBLE_OR_EMPTY), matcherOf(VISIBLE_TEXT)];
    expect(isList('')).to.equal(true);
    expect(codePointsWhere((character) => isList(character) !== isTitle(character))).to.deep.equal([]);
  });

  it('accepts a character as a task description if and only if the service does', () => {
    expect(
      codePointsWhere((character) => text.test(character) !== isAccepted(() => description(character))),
    ).to.deep.equal([]);
  });

  const parsers: [kind: string, pattern: string, parse: (text: string) => unknown, samples: string[]][] = [
    [
      'a UUID',
      UUID_PATTERN,
      taskId,
      ['3FA85F64-5717-4562-b3fc-2c963f66afa6', '{3fa85f64-5717-4562-b3fc-2c963f66afa6}'],
    ],
    [
      'a key',
      IDEMPOTENCY_KEY_PATTERN,
      (key) => parseKey(key, {}),
      ['"\\""', 'a"b', '"a"; b', 'a'.repeat(255), `"${'\\\\'.repeat(255)}"`],
    ],
    [
      'entity tags',
      ENTITY_TAGS.pattern,
      parseEntityTags,
      ['*', '"1"', 'W/"1", ,"2" ,', ' ,\t, "1"', '"1""2"', ',', '"\u0080,"'],
    ],
  ];
  for (const [kind, pattern, parse, samples] of parsers) {
    it(`accepts a text as ${kind} if and only if the service does`, () => {
      const form = new RegExp(pattern, 'u');
      const near = fc.constantFrom(...samples).chain((sample) => edited(sample));
      const some = fc.oneof(fc.stringMatching(new RegExp(pattern)), near, fc.string({ unit: 'binary', maxLength: 5 }));
      const property = fc.property(some, (value) => form.test(value) === isAccepted(() => parse(value)));
      fc.assert(property, { numRuns: 3_000, examples: samples.map((sample) => [sample]) });
    });
  }

  it('compiles with and without the flag u, and matches the same texts either way', () => {
    for (const pattern of [
      TEXT_PATTERN,
      VISIBLE_TEXT.pattern,
      VISIBLE_OR_EMPTY.pattern,
      VISIBLE_LINE.pattern,
      UUID_PATTERN,
      IDEMPOTENCY_KEY_PATTERN,
      ENTITY_TAGS.pattern,
    ]) {
      const [plain, unicode] = [new RegExp(pattern), new RegExp(pattern, 'u')];
      for (const text of ['🦀', ' 🦀 ', 'a\0', '\ud83e', '\udd80\ud83e', ' \u200b', '"a"', 'W/"a"', '']) {
        expect(plain.test(text), `${pattern} ${text}`).to.equal(unicode.test(text));
      }
    }
  });
});

/** Generates variants of a text in which one character is changed, removed or inserted. */
function edited(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.nat(text.length),
      fc.nat(1),
      fc.constantFrom('', ' ', '"', '\\', ',', 'W', '/', '*', 'a', 'é', '\u0100', '\n', ';'),
    )
    .map(([place, drop, put]) => text.slice(0, place) + put + text.slice(place + drop));
}

function codePointsWhere(differs: (character: string) => boolean): string[] {
  const found: string[] = [];
  for (let codePoint = 0; codePoint < CODE_POINTS; codePoint++) {
    if (differs(String.fromCodePoint(codePoint))) found.push(codePoint.toString(16));
  }
  return found;
}

function isAccepted(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
