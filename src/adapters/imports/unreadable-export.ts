/** The error thrown when no part of a file can be imported. The message says what is wrong, where, and what to do. */
export class UnreadableExport extends Error {
  /** The place of the error, such as `line 12` or `line 1, column 40`; null if the error concerns the whole file. */
  readonly place: string | null;

  constructor(problem: string, place: string | null, advice: string) {
    super(`${problem}${place === null ? '' : ` (${place})`}. ${advice}`);
    this.name = 'UnreadableExport';
    this.place = place;
  }
}
