import { type Answer, Unreachable } from './api.ts';

/** The longest and the first wait between two tries of a request, in milliseconds. */
const MAX_WAIT = 60_000;
const FIRST_WAIT = 1_000;

/** HTTP statuses after which the same request may succeed later. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The service has refused the credential: it is missing, has ended, or belongs to another user. */
export class SignedOut extends Error {}

/** The request has failed for now, and may succeed later. */
export class Later extends Error {
  /** Milliseconds to wait, from the header `Retry-After`; undefined without that header. */
  readonly wait: number | undefined;
  /** True if the service itself asked to wait (429 or 503). */
  readonly isAsked: boolean;

  constructor(message: string, wait: number | undefined, isAsked: boolean) {
    super(message);
    this.wait = wait;
    this.isAsked = isAsked;
  }
}

/**
 * Returns an answer that is final, be it a success or a refusal.
 *
 * @throws SignedOut
 * @throws Later if the request should be sent again
 */
export function settled(answer: Answer): Answer {
  const { status, headers } = answer;
  if (status === 401 || codeOf(answer) === 'wrong_user') throw new SignedOut(detailOf(answer) ?? '');
  if (PASSING.has(status) || codeOf(answer) === 'idempotency_key_in_use') {
    const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
    const wait = Number.isNaN(seconds) ? undefined : Math.min(seconds * 1_000, MAX_WAIT);
    throw new Later(detailOf(answer) ?? '', wait, status === 429 || status === 503);
  }
  // A proxy, or the sign-in page of a public network, answers in the place of the service.
  if (answer.body === undefined && status !== 204) throw new Unreachable(`an answer ${status} that is not JSON`);
  return answer;
}

/** Returns the milliseconds until the next try: exponential backoff with jitter. */
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

/** Returns the place in the request that an error names, such as `["body", "operations", 3, "version"]`. */
export function placeOf({ body }: Answer): readonly (string | number)[] {
  return (body as Problem | undefined)?.loc ?? [];
}

/** Returns the text of an error for people; null if the answer has none. */
export function detailOf({ body }: Answer): string | null {
  const detail = (body as Problem | undefined)?.detail;
  if (typeof detail === 'string') return detail;
  return detail === undefined ? null : detail.map(({ msg }) => msg).join('; ');
}
