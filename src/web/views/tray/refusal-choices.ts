import type { Refusal, Workspace } from '../../state/workspace.ts';
import type { Texts } from '../../texts/en.ts';

/** A way in which the user can settle a refused change, and the text of its button. */
export interface Choice {
  readonly choice: Parameters<Workspace['resolve']>[1];
  readonly text: Exclude<keyof Texts['refusals'], 'title'>;
}

const mine = (text: Choice['text']): Choice => ({ choice: 'mine', text });
const theirs = (text: Choice['text']): Choice => ({ choice: 'theirs', text });
const copy = (text: Choice['text']): Choice => ({ choice: 'copy', text });

const CHOICES: Readonly<Record<Refusal['reason'], readonly Choice[]>> = {
  conflict: [mine('keepMine'), theirs('takeTheirs'), copy('copy')],
  deleted: [copy('asNew'), theirs('leave')],
  changed: [mine('deleteMine'), theirs('keepTask')],
  invalid: [mine('tryAgain'), copy('asNew'), theirs('drop')],
  'in-the-way': [theirs('drop')],
};

/**
 * Returns the ways in which the user can settle a refused change. The first way keeps the user's values, if that is
 * possible.
 */
export function choicesOf({ reason }: Refusal): readonly Choice[] {
  return CHOICES[reason];
}
