import { fold } from '../../../domain/fold.ts';
import type { IconName } from '../frame/icon.tsx';

/** A line of a list of commands. */
export interface Command {
  readonly key: string;
  readonly label: string;
  readonly icon?: IconName;
  /** The keys that do the same, or where the thing is. */
  readonly hint?: string | undefined;
  readonly run: () => void;
}

/** Returns the commands whose label has each typed word at the beginning of a word of its own. Those that begin with the text come first. */
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
