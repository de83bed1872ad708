import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ACTIONS, type ActionId, actionOf } from '../../../src/web/keyboard/actions.ts';
import { keyOf } from '../../../src/web/keyboard/key-of.ts';
import { de } from '../../../src/web/texts/de.ts';
import { en } from '../../../src/web/texts/en.ts';
import { keyWords } from '../../../src/web/views/dialogs/key-words.ts';

/** For each action without an `ActionButton`, a text in the source code of the control that does the same. */
const CONTROLS: Readonly<Partial<Record<ActionId, string>>> = {
  next: 'class="row-body"',
  previous: 'class="row-body"',
  first: 'class="row-body"',
  last: 'class="row-body"',
  open: 'class="row-body"',
  select: 'class="row-select"',
  extendDown: 'class="row-select"',
  extendUp: 'class="row-select"',
  add: 'id="quick-add"',
  urgent: 'function PriorityField',
  high: 'function PriorityField',
  medium: 'function PriorityField',
  low: 'function PriorityField',
  none: 'function PriorityField',
  signOut: 'function SignOut',
  goInbox: "name: 'inbox' }, label",
  goToday: "name: 'today' }, label",
  goUpcoming: "name: 'upcoming' }, label",
  goDone: "name: 'done' }, label",
  goPast: "name: 'past' }, label",
};

describe('the table of keyboard actions', () => {
  it('gives no two actions the same key, and no action a key with which the key sequence of another action begins', () => {
    const keys = ACTIONS.flatMap((action) => action.keys);
    expect(new Set(keys).size).to.equal(keys.length);
    for (const each of keys)
      for (const prefix of [...keys].filter((key) => key.startsWith(`${each} `))) {
        expect.fail(`${each} begins ${prefix}`);
      }
  });

  it('contains only actions that a visible control on the page can run, too', () => {
    const sources = globSync('src/web/views/**/*.{ts,tsx}')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    for (const { id } of ACTIONS) expect(sources, id).to.include(CONTROLS[id] ?? `action="${id}"`);
  });

  it('contains only actions that have an English and a German name', () => {
    for (const { id } of ACTIONS) for (const { actions } of [en, de]) expect(actions[id], id).to.match(/\S/);
  });

  it('uses no key combinations with Ctrl, Alt or Meta except Ctrl+K and Ctrl+Z', () => {
    const combinations = ACTIONS.flatMap((action) => action.keys).filter((key) => /Ctrl|Alt|Meta/.test(key));
    expect(combinations).to.have.members(['Ctrl+k', 'Ctrl+z']);
  });

  it('returns the action for typed keys, and "prefix" for the first key of a sequence such as "g i"', () => {
    expect([actionOf('x'), actionOf('g i'), actionOf('g'), actionOf('y')]).to.deep.equal([
      'complete',
      'goInbox',
      'prefix',
      undefined,
    ]);
  });
});

describe('the name of a pressed key', () => {
  const stroke = (key: string, modifiers = {}) =>
    keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

  it('includes Shift only for keys that type no character, such as Shift+ArrowDown', () => {
    expect(stroke('J', { shiftKey: true })).to.equal('J');
    expect(stroke('?', { shiftKey: true })).to.equal('?');
    expect(stroke('ArrowDown', { shiftKey: true })).to.equal('Shift+ArrowDown');
  });

  it('has Ctrl for the command key of a Mac, and is undefined for Ctrl with Shift, because browsers use such combinations', () => {
    expect(stroke('k', { metaKey: true })).to.equal('Ctrl+k');
    expect(stroke('K', { ctrlKey: true, shiftKey: true })).to.equal(undefined);
  });

  it('is undefined for a key with Alt, which the system uses, unless the combination types a sign such as #', () => {
    expect(stroke('x', { altKey: true })).to.equal(undefined);
    expect(stroke('#', { altKey: true })).to.equal('#');
  });

  it('is shown to people as "Ctrl+K", "Shift+J" or "g then i"', () => {
    expect(['g i', 'Ctrl+k', 'J', 'Shift+ArrowDown'].map((keys) => keyWords(keys, en))).to.deep.equal([
      'g then i',
      'Ctrl+K',
      'Shift+J',
      'Shift+↓',
    ]);
  });
});
