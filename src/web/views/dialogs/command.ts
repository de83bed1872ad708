import { fold } from '../../../domain/fold.ts';
import type { IconName } from '../frame/icon.tsx';

/** An entry of a list of commands. */
export interface Command {
  readonly key: string;
  readonly label: string;
  readonly icon?: IconName;
  /** A text beside the label: the keys of the command, or the date or the list that it is about. */
  readonly hint?: string | undefined;
  readonly run: () => void;
}

/**
 * Returns the commands in whose label every typed word begins a word. Labels that begin with the whole text come first.
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
