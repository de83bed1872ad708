import type { Ask } from '../../adapters/limits/leasing-rate-limiter.ts';
import type { Grant } from '../../adapters/limits/window-counter.ts';

/** The command-line argument for a worker that is started while other workers already serve. */
export const JOIN = 'join';

/**
 * The key of a request for metric reports: the process id of the worker that sent the request, and the number that this
 * worker gave to the request.
 */
interface ReportRequest {
  readonly requester: number;
  readonly id: number;
}

/** A message from a worker to the primary process. */
export type FromWorker = Partial<{
  /** The address at which the worker now answers requests. */
  readonly ready: string;
  /** Asks every worker for a report of its metrics. The number identifies this request. */
  readonly gather: number;
  readonly reported: ReportRequest & { readonly report: unknown };
  /** Asks for a part of the rate limit's quota of some keys. The answer has the same `id`. */
  readonly lease: { readonly limit: string; readonly id: number; readonly asks: readonly Ask[] };
  /** Returns one request to the rate limit's quota of a key. */
  readonly giveBack: { readonly limit: string; readonly key: string };
}>;

/** A message from the primary process to a worker. */
export type ToWorker = Partial<{
  /** Tells the worker to stop without draining, because a new worker has replaced it. */
  readonly retire: true;
  /** The reply to `gather`: the number of workers that will each report their metrics. */
  readonly gathering: { readonly id: number; readonly expected: number };
  readonly reportFor: ReportRequest;
  readonly leased: { readonly id: number; readonly grants: readonly Grant[] };
  readonly delivered: { readonly id: number; readonly worker: number; readonly report: unknown };
}>;
