/** The formats of other services that can be imported, each with the words that describe it in error messages. */
export const FORMATS = {
  'todoist-csv': 'a Todoist project as CSV',
  'todoist-api': 'a Todoist sync or a page of its tasks as JSON',
  'google-tasks': 'Tasks.json of Google Takeout',
  'microsoft-todo': 'Microsoft To Do lists as JSON of Microsoft Graph',
  vikunja: 'data.json of a Vikunja export',
  taskwarrior: 'the output of TaskWarrior’s `task export`',
  icalendar: 'an iCalendar file with tasks (VTODO)',
  todotxt: 'a todo.txt file',
} as const;

export type FormatName = keyof typeof FORMATS;

/** The options of the functions that read an export of another service. */
export interface ReadOptions {
  /** The current day in UTC. A date without a year, such as `29 Mar`, is read as the next such day. */
  readonly today: Temporal.PlainDate;
}
