/** The command-line argument of a worker that starts while other workers serve. */
export const JOIN = 'join';

/**
 * Identifies a request for reports: the process id of the worker that sent it, and a number that this worker gave the
 * request.
 */
interface ReportRequest {
  readonly requester: number;
  readonly id: number;
}

/** A message from a worker to the primary process. */
export type FromWorker = Partial<{
  /** The worker answers requests at this address. */
  readonly ready: string;
  /** Requests a report of every worker. The number is the `id` of the request. */
  readonly gather: number;
  readonly reported: ReportRequest & { readonly report: unknown };
}>;

/** A message from the primary process to a worker. */
export type ToWorker = Partial<{
  /** Tells the worker to stop without draining, because another worker has taken its slot. */
  readonly retire: true;
  /** Tells the worker that asked for reports how many workers will send a report. */
  readonly gathering: { readonly id: number; readonly expected: number };
  readonly reportFor: ReportRequest;
  readonly delivered: { readonly id: number; readonly worker: number; readonly report: unknown };
}>;
