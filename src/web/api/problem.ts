import { type Answer, Unreachable } from './api.ts';

/** The longest wait between two tries of a request, in milliseconds. */
const MAX_WAIT = 60_000;
/** The wait before the second try of a request, in milliseconds, before jitter. */
const FIRST_WAIT = 1_000;

/** HTTP statuses after which the same request may succeed later. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** An error: the service has refused the credential, because it is missing, has ended, or belongs to another user. */
export class SignedOut extends Error {}

/** An error: the request has failed for now, and may succeed if it is sent again later. */
export class Later extends Error {
  /** The milliseconds to wait before the next try, from the header `Retry-After`; undefined without that header. */
  readonly wait: number | undefined;
  /** True if the service itself has asked the page to wait (status 429 or 503). */
  readonly isAsked: boolean;

  constructor(message: string, wait: number | undefined, isAsked: boolean) {
    super(message);
    this.wait = wait;
    this.isAsked = isAsked;
  }
}

/**
 * Returns the answer if it is final: a success, or an error that a second try would not change.
 *
 * @throws SignedOut if the service refuses the credential
 * @throws Later if the request should be sent again later
 * @throws Unreachable if the answer does not come from the service
 */
export function settled(answer: Answer): Answer {
  const { status, headers } = answer;
  if (status === 401 || codeOf(answer) === 'wrong_user') throw new SignedOut(detailOf(answer) ?? '');
  if (PASSING.has(status) || codeOf(answer) === 'idempotency_key_in_use') {
    const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
    const wait = Number.isNaN(seconds) ? undefined : Math.min(seconds * 1_000, MAX_WAIT);
    throw new Later(detailOf(answer) ?? '', wait, status === 429 || status === 503);
  }
  // A body that is not JSON comes from a proxy, or from the sign-in page of a public network.
  if (answer.body === undefined && status !== 204) throw new Unreachable(`an answer ${status} that is not JSON`);
  return answer;
}

/** Returns the milliseconds to wait after this many failures in a row: exponential backoff with jitter. */
export function backoff(failures: number, random = Math.random()): number {
  return Math.min(MAX_WAIT, FIRST_WAIT * 2 ** Math.min(failures, 6)) * (0.5 + random / 2);
}

interface Problem {
  readonly code?: string;
  readonly detail?: string | readonly { readonly msg: string }[];
  readonly loc?: readonly (string | number)[];
}

export function codeOf({ body }: Answer): string | undefined {
  return (body as Problem | undefined)?.code;
}

/**
 * Returns the path to the invalid value in the request, from the body of an error, such as `["body", "operations", 3,
 * "version"]`.
 */
export function placeOf({ body }: Answer): readonly (string | number)[] {
  return (body as Problem | undefined)?.loc ?? [];
}

/** Returns the error text for people from the body of an error; null if the answer has none. */
export function detailOf({ body }: Answer): string | null {
  const detail = (body as Problem | undefined)?.detail;
  if (typeof detail === 'string') return detail;
  return detail === undefined ? null : detail.map(({ msg }) => msg).join('; ');
}
