/** The help on `/docs` for one error code. */
export interface Help {
  /** The situation in which the error occurs. */
  readonly when: string;
  /** The step that a client takes next. */
  readonly remedy: string;
}
