import { expect } from 'chai';
import fc from 'fast-check';
import { instant } from '../../../src/domain/instant.ts';
import { description } from '../../../src/domain/tasks/description.ts';
import { listName } from '../../../src/domain/tasks/list-name.ts';
import { priority } from '../../../src/domain/tasks/priority.ts';
import { tag, tags } from '../../../src/domain/tasks/tags.ts';
import { taskDate } from '../../../src/domain/tasks/task-date.ts';
import type { QuickAdd, QuickAddOptions } from '../../../src/web/quick-add/chip.ts';
import { SEED } from '../../support/seed.ts';
import { OPTIONS, read } from './read.ts';

/** The words of the random lines: words that the parser understands, and words that resemble them. */
const WORDS = (
  'today tomorrow Monday fri next week in 3 two days a month on by due from starting at 14:00 2pm 14h 9 am Dec 1 1st ' +
  '2026-12-01 2026-12-01T14:00 2025-01-01 1.12. 1.12.2026 every day heute morgen am Mo bis zum um 14 Uhr nächste Woche ' +
  '#home #"Two words" @phone @“x y” @a! !high !4 !low //note // "tomorrow" "Dune" "#a \\tomorrow \\#b \\x " \\ „morgen“ ' +
  'Call Ann - and the , . ! ? \u200b 🎉 \ud800 # @ !'
).split(' ');
const BLANKS = [' ', '  ', '\t', '\n', '\u00a0'];

const lines = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...BLANKS)), { maxLength: 14 })
    .map((words) => words.flat().join('')),
);
const options: fc.Arbitrary<QuickAddOptions> = fc.record({
  language: fc.constantFrom('en' as const, 'de' as const),
  now: fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((d) => instant(+d)),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'),
  dismissed: fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(...WORDS).map((word) => `1:${word.toLowerCase()}`),
    ),
    {
      maxLength: 3,
    },
  ),
  enabled: fc.constant(true),
});

/** Checks that a property holds for 3,000 random lines. */
function check(property: (line: string, options: QuickAddOptions) => void): void {
  fc.assert(fc.property(lines, options, property), { seed: SEED, numRuns: 3_000 });
}

/** Returns a text without blanks, quotation marks and backslashes, which the parser may remove from a title. */
function bare(text: string): string {
  return text.replace(/[\s"“”„\\]/g, '');
}

describe(`any quick-add line, in which chips are words read as fields (SEED=${SEED})`, () => {
  it('is split without loss: each character is either in the title or in one chip, in the order of the line', () => {
    check((line, given) => {
      const { title, chips } = read(line, given);
      let rest = '';
      let from = 0;
      for (const chip of chips) {
        expect(chip.from).to.be.at.least(from);
        expect(chip.text).to.equal(line.slice(chip.from, chip.to)).and.not.equal('');
        rest += line.slice(from, chip.from);
        from = chip.to;
      }
      rest += line.slice(from);
      expect(bare(title)).to.equal(bare(rest));
      if (!/["“„\\]/.test(line)) expect(title.replace(/\s/g, '')).to.equal(rest.replace(/\s/g, ''));
    });
  });

  it('gives a title that is not empty, unless the line itself is blank', () => {
    check((line, given) => {
      const { title } = read(line, given);
      expect(title).to.equal(title.trim());
      if (bare(line) !== '') expect(title).to.not.equal('');
    });
  });

  it('gives only fields that have chips, each with the value of its chip, which is valid', () => {
    check((line, given) => {
      const { fields, chips } = read(line, given);
      expect(Object.keys(fields)).to.have.members([...new Set(chips.map(({ field }) => field))]);
      if (fields.list != null) expect(listName(fields.list)).to.equal(givenTo(chips, 'list'));
      if (fields.priority !== undefined) expect(priority(fields.priority)).to.equal(givenTo(chips, 'priority'));
      if (fields.description != null) expect(description(fields.description)).to.equal(givenTo(chips, 'description'));
      if (fields.start != null) expect(taskDate(fields.start)).to.equal(givenTo(chips, 'start'));
      if (fields.due != null) expect(taskDate(fields.due)).to.equal(givenTo(chips, 'due'));
      if (fields.tags !== undefined) tags(fields.tags.map(tag));
    });
  });

  it('becomes the title as a whole after all chips are dismissed, and no dismissed chip comes back', () => {
    check((line, given) => {
      const dismissed = [...given.dismissed];
      for (let next = read(line, given).chips; next.length > 0; next = read(line, { ...given, dismissed }).chips) {
        const keys = next.map(({ key }) => key);
        expect(new Set([...dismissed.slice(given.dismissed.length), ...keys]).size).to.equal(
          dismissed.length - given.dismissed.length + keys.length,
        );
        dismissed.push(...keys);
      }
      const { title } = read(line, { ...given, dismissed });
      expect(bare(title)).to.equal(bare(line));
      if (!/["“„\\]/.test(line)) expect(title).to.equal(line.trim());
    });
  });

  it('keeps the keys of its chips when a word that is no field is added at its end', () => {
    check((line, given) => {
      const keys = keysOf(read(`x ${line} x`, given));
      expect(keysOf(read(`x ${line} x y`, given))).to.deep.equal(keys);
    });
  });

  it('gives equal results when it is parsed twice', () => {
    check((line, given) => {
      expect(read(line, given)).to.deep.equal(read(line, given));
    });
  });

  it('becomes the title without a change when quick-add is switched off', () => {
    check((line) => {
      expect(read(line, { ...OPTIONS, enabled: false })).to.deep.equal({ title: line.trim(), fields: {}, chips: [] });
    });
  });
});

function givenTo(chips: QuickAdd['chips'], field: string): string | undefined {
  return chips.find((chip) => chip.field === field)?.value;
}

function keysOf({ chips }: QuickAdd): string[] {
  return chips.map(({ key }) => key);
}
