import * as v from 'valibot';
import type { IdempotencyKey } from '../../../ports/task-repository.ts';
import type { DescribedHeader } from '../docs/headers.ts';
import type { BodyType } from '../input/json-body.ts';
import type { ErrorCode } from '../problem/problem.ts';

type Fields = v.ObjectSchema<v.ObjectEntries, undefined>;

/** What a route answers: a body, which is sent as JSON unless it is text, or a stream of text, or nothing at all. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly stream?: AsyncIterable<string>;
}

/** What a route may answer, for the description. */
export interface ReplyDescription {
  readonly description: string;
  /** The schema of the body. Without it the reply has none. */
  readonly schema?: v.GenericSchema;
  /** The media type of the body, JSON unless it says otherwise. */
  readonly type?: string;
  /** The schema of the body if the reply is a stream of events, which `Accept` can ask for. */
  readonly event?: v.GenericSchema;
  /** The headers, except those of every answer. */
  readonly headers?: readonly DescribedHeader[];
}

/**
 * One operation of the service, as data: the router serves it, and the OpenAPI description is derived from it.
 * `handle` gets input that was parsed, and returns plain data; it never sees the request itself.
 */
export interface Route<
  P extends Fields = Fields,
  Q extends Fields = Fields,
  B extends Fields | undefined = Fields | undefined,
  H extends Fields = Fields,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly params: P;
  readonly query: Q;
  /** By their names in lower case. */
  readonly headers?: H;
  /** Without it a body is ignored, whatever it is, so long as it is not too large. */
  readonly body: B;
  /** `application/json` unless it says otherwise. */
  readonly bodyType?: BodyType;
  /** The media types between which `Accept` decides; the first, unless the client prefers another. */
  readonly mediaTypes?: readonly [string, ...string[]];
  readonly replies: Readonly<Record<number, ReplyDescription>>;
  /** The errors that are this route's own; those of its form follow from it. */
  readonly errors: readonly ErrorCode[];
  handle(input: {
    readonly params: v.InferOutput<P>;
    readonly query: v.InferOutput<Q>;
    readonly headers: v.InferOutput<H>;
    readonly body: B extends Fields ? v.InferOutput<B> : undefined;
    /** What the client calls this request, if it is one that changes something. */
    readonly key: IdempotencyKey | undefined;
    /** Which of `mediaTypes` to answer with. */
    readonly mediaType: string | undefined;
    /** Makes a signal that is aborted when there is nobody to answer any more, or when the service stops. */
    readonly signal: () => AbortSignal;
  }): Promise<Reply> | Reply;
}

/** Ties the types of a route's parts together, and then forgets them. */
export function route<P extends Fields, Q extends Fields, B extends Fields | undefined, H extends Fields>(
  route: Route<P, Q, B, H>,
): Route {
  return route as unknown as Route;
}

/** A GET of the service itself that takes nothing: what such routes share. */
export const PLAIN_GET = {
  method: 'GET',
  tag: 'service',
  params: v.object({}),
  query: v.object({}),
  body: undefined,
} as const;
