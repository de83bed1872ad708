export type Operation = 'create' | 'get' | 'list' | 'update' | 'toggle' | 'delete';

/** A serialized request, and the response that the server must return. */
export interface PlannedRequest {
  readonly operation: Operation;
  readonly bytes: Buffer;
  readonly expected: Expected;
}

export interface Expected {
  readonly status: number;
  /** Expected fields of the task in the response, or of the first task of a list. */
  readonly has: Readonly<Record<string, unknown>>;
  /** The expected number of tasks, if the response is a list. */
  readonly count?: number;
}
