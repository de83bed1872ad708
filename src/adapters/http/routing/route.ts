import type * as v from 'valibot';
import type { Actor } from '../../../domain/access/actor.ts';
import type { Client } from '../../../domain/access/audit-entry.ts';
import type { Access } from '../../../domain/access/authorize.ts';
import type { IdempotencyKey } from '../../../ports/task-repository.ts';
import type { DescribedHeader } from '../docs/headers.ts';
import type { BodyType } from '../input/json-body.ts';
import type { ErrorCode } from '../problem/problem.ts';
import type { CodedBody } from './coded-body.ts';

type Fields = v.ObjectSchema<v.ObjectEntries, undefined>;

/** The reply of a route: a body, a stream of text, or neither. A body that is neither text nor bytes is sent as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The body in several codings, from which the client's `Accept-Encoding` selects. */
  readonly coded?: CodedBody;
  readonly stream?: AsyncIterable<string>;
}

/** The OpenAPI description of a reply. */
export interface ReplyDescription {
  readonly description: string;
  /** The schema of the body. Without a schema, the reply has no body. */
  readonly schema?: v.GenericSchema;
  /** The media type of the body; JSON by default. */
  readonly type?: string;
  /** The schema of the event stream that is sent instead of the body if `Accept` asks for it. */
  readonly event?: v.GenericSchema;
  /** The headers of this reply, except those that every reply has. */
  readonly headers?: readonly DescribedHeader[];
}

/**
 * A route of the API, as data: the router serves it, and the OpenAPI description is derived from it. `handle` gets
 * parsed input and returns plain data; it never sees the request itself.
 */
export interface Route<
  P extends Fields = Fields,
  Q extends Fields = Fields,
  B extends Fields | undefined = Fields | undefined,
  H extends Fields = Fields,
  A extends Access = Access,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path, with parameters in braces as in OpenAPI. A last segment `*name` matches the rest of any path. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** True for a route that serves a file of the page. The OpenAPI description omits such routes. */
  readonly isFile?: true;
  /** The scope or kind of access that a request needs. In open mode a request needs none. */
  readonly access: A;
  readonly params?: P;
  readonly query?: Q;
  /** The schema of the request headers, by lower-case name. */
  readonly headers?: H;
  /** The schema of the request body. Without a schema, the body is read and dropped. */
  readonly body?: B;
  /** The media type of the request body; `application/json` by default. */
  readonly bodyType?: BodyType;
  /** The media types that the reply can have. `Accept` selects one of them; the first is the default. */
  readonly mediaTypes?: readonly [string, ...string[]];
  readonly replies: Readonly<Record<number, ReplyDescription>>;
  /** The errors that are specific to this route. Other errors follow from its method and fields. */
  readonly errors: readonly ErrorCode[];
  /** Returns true if the headers change the request's effect. The idempotency key's fingerprint includes this flag. */
  fingerprintFlag?(headers: v.InferOutput<H>): boolean;
  handle(input: {
    readonly params: v.InferOutput<P>;
    readonly query: v.InferOutput<Q>;
    /** The query parameters as sent: text by name. */
    readonly sent: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly headers: v.InferOutput<H>;
    readonly body: B extends Fields ? v.InferOutput<B> : undefined;
    /** The `Idempotency-Key` of a request that is not a GET. */
    readonly key: IdempotencyKey | undefined;
    /** The user who makes the request, with the credential; undefined on a public route. */
    readonly actor: A extends 'public' ? undefined : Actor;
    /** Returns the client's address and user agent, and the request id, for the audit. */
    readonly client: () => Client;
    /** The media type of the reply: one of `mediaTypes`. */
    readonly mediaType: string | undefined;
    /**
     * Returns a signal that aborts when the client disconnects or the service stops. From this call on, the request no
     * longer counts as in flight.
     */
    readonly signal: () => AbortSignal;
  }): Promise<Reply> | Reply;
}

/** Checks at compile time that `handle` fits the schemas of the route, then erases the type parameters. */
export function route<
  P extends Fields,
  Q extends Fields,
  B extends Fields | undefined,
  H extends Fields,
  A extends Access,
>(route: Route<P, Q, B, H, A>): Route {
  return route as unknown as Route;
}

/** The properties shared by the routes about the service itself, such as probes and documentation. */
export const PLAIN_GET = { method: 'GET', tag: 'service', access: 'public' } as const;
