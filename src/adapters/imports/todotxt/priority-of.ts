import type { Priority } from '../../../domain/tasks/priority.ts';

/** Returns the priority that a letter stands for. The format only orders letters, so that this is a choice. */
export function priorityOf(letter: string): Priority {
  if (letter === 'A') return 'urgent';
  if (letter === 'B') return 'high';
  return letter === 'C' ? 'medium' : 'low';
}
