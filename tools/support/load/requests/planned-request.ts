export type Operation = 'create' | 'get' | 'list' | 'update' | 'toggle' | 'delete';

/** A request, ready to be sent, and the answer that it must get. */
export interface PlannedRequest {
  readonly operation: Operation;
  readonly bytes: Buffer;
  readonly expected: Expected;
}

export interface Expected {
  readonly status: number;
  /** Fields of the task in the answer, or of the first task of a list. */
  readonly has: Readonly<Record<string, unknown>>;
  /** The number of tasks, if the answer is a list. */
  readonly count?: number;
}
