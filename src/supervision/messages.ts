/** The argument of a worker that joins others who serve already. */
export const JOIN = 'join';

/** What a worker says when it answers requests: where. */
export interface ReadyMessage {
  readonly ready: string;
}
