/** The file cannot be imported. Nothing of it is imported then. The message says what is wrong, where, and what to do. */
export class UnreadableExport extends Error {
  /** The place in the file, such as `line 12` or `line 1, column 40`; null if the whole file is meant. */
  readonly place: string | null;

  constructor(problem: string, place: string | null, advice: string) {
    super(`${problem}${place === null ? '' : ` (${place})`}. ${advice}`);
    this.name = 'UnreadableExport';
    this.place = place;
  }
}
