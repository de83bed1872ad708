import type { Ask } from '../../adapters/limits/leasing-rate-limiter.ts';
import type { Grant } from '../../adapters/limits/window-counter.ts';

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
  /** Asks every worker for a report of its metrics. The number is the `id` of the request. */
  readonly gather: number;
  readonly reported: ReportRequest & { readonly report: unknown };
  /** Asks for portions of the quotas of some keys. The `id` identifies the answer. */
  readonly lease: { readonly limit: string; readonly id: number; readonly asks: readonly Ask[] };
  /** Gives one request back to the quota of a key. */
  readonly giveBack: { readonly limit: string; readonly key: string };
}>;

/** A message from the primary process to a worker. */
export type ToWorker = Partial<{
  /** Tells the worker to stop without draining, because another worker has taken its slot. */
  readonly retire: true;
  /** The reply to `gather`: the number of workers that will each report their metrics. */
  readonly gathering: { readonly id: number; readonly expected: number };
  readonly reportFor: ReportRequest;
  readonly leased: { readonly id: number; readonly grants: readonly Grant[] };
  readonly delivered: { readonly id: number; readonly worker: number; readonly report: unknown };
}>;
