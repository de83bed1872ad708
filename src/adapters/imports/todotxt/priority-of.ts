import type { Priority } from '../../../domain/tasks/priority.ts';

/**
 * Returns the priority for a letter of todo.txt. The format defines only the order of letters; the mapping is our
 * choice.
 */
export function priorityOf(letter: string): Priority {
  if (letter === 'A') return 'urgent';
  if (letter === 'B') return 'high';
  return letter === 'C' ? 'medium' : 'low';
}
