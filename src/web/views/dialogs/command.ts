import { fold } from '../../../domain/fold.ts';
import type { IconName } from '../frame/icon.tsx';

/** A command in the command palette or another dialog with a list to choose from. */
export interface Command {
  readonly key: string;
  readonly label: string;
  readonly icon?: IconName;
  /** A short text beside the label, such as the keys of the command, its date or its list. */
  readonly hint?: string | undefined;
  readonly run: () => void;
}

/**
 * Returns the commands that match a typed text: each typed word must be the beginning of a word in the label. Labels
 * that begin with the whole text come first.
 */
export function found(commands: readonly Command[], text: string): readonly Command[] {
  const wanted = fold(text).trim();
  if (wanted === '') return commands;
  const words = wanted.split(/\s+/);
  const hits = commands.filter(({ label }) => {
    const folded = ` ${fold(label)}`;
    return words.every((word) => folded.includes(` ${word}`));
  });
  const begins = ({ label }: Command) => (fold(label).startsWith(wanted) ? 0 : 1);
  return hits.sort((a, b) => begins(a) - begins(b));
}
