import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ACTIONS, type ActionId, actionOf } from '../../../src/web/keyboard/actions.ts';
import { keyOf } from '../../../src/web/keyboard/key-of.ts';
import { de } from '../../../src/web/texts/de.ts';
import { en } from '../../../src/web/texts/en.ts';
import { keyWords } from '../../../src/web/views/dialogs/key-words.ts';

/** Actions whose control is no button of their own, and that control. */
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

describe('the table of actions', () => {
  it('gives no key to two actions, and none that begins a sequence', () => {
    const keys = ACTIONS.flatMap((action) => action.keys);
    expect(new Set(keys).size).to.equal(keys.length);
    for (const each of keys)
      for (const prefix of [...keys].filter((key) => key.startsWith(`${each} `))) {
        expect.fail(`${each} begins ${prefix}`);
      }
  });

  it('has a visible control for each action', () => {
    const sources = globSync('src/web/views/**/*.{ts,tsx}')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    for (const { id } of ACTIONS) expect(sources, id).to.include(CONTROLS[id] ?? `action="${id}"`);
  });

  it('has a name for each action in both languages', () => {
    for (const { id } of ACTIONS) for (const { actions } of [en, de]) expect(actions[id], id).to.match(/\S/);
  });

  it('takes none of the combinations of the browser but Ctrl+K and Ctrl+Z', () => {
    const combinations = ACTIONS.flatMap((action) => action.keys).filter((key) => /Ctrl|Alt|Meta/.test(key));
    expect(combinations).to.have.members(['Ctrl+k', 'Ctrl+z']);
  });

  it('finds an action by its keys, and waits for the second key of a sequence', () => {
    expect([actionOf('x'), actionOf('g i'), actionOf('g'), actionOf('y')]).to.deep.equal([
      'complete',
      'goInbox',
      'prefix',
      undefined,
    ]);
  });
});

describe('the name of a key', () => {
  const stroke = (key: string, modifiers = {}) =>
    keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

  it('has Shift in the letter, and before any other key', () => {
    expect(stroke('J', { shiftKey: true })).to.equal('J');
    expect(stroke('?', { shiftKey: true })).to.equal('?');
    expect(stroke('ArrowDown', { shiftKey: true })).to.equal('Shift+ArrowDown');
  });

  it('takes the command key for Ctrl, and leaves Ctrl with Shift to the browser', () => {
    expect(stroke('k', { metaKey: true })).to.equal('Ctrl+k');
    expect(stroke('K', { ctrlKey: true, shiftKey: true })).to.equal(undefined);
  });

  it('leaves Alt to the system, except in a sign that needs it', () => {
    expect(stroke('x', { altKey: true })).to.equal(undefined);
    expect(stroke('#', { altKey: true })).to.equal('#');
  });

  it('is written as people read it', () => {
    expect(['g i', 'Ctrl+k', 'J', 'Shift+ArrowDown'].map((keys) => keyWords(keys, en))).to.deep.equal([
      'g then i',
      'Ctrl+K',
      'Shift+J',
      'Shift+↓',
    ]);
  });
});
