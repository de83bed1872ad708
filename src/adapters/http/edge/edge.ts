import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import type { AccessEvent } from '../../../domain/access/audit-entry.ts';
import { InvalidToken } from '../../../domain/access/errors.ts';
import type { AccountsMount } from '../access/accounts-mount.ts';
import { clientOf, type Gate } from '../access/gate.ts';
import { HttpError } from '../problem/problem.ts';
import { EXEMPT_PATHS } from '../server/load-shedder.ts';
import { Cors } from './cors.ts';
import type { TlsFiles } from './secure-server.ts';

/** The network settings of the service. */
export interface EdgeSettings {
  /** The URL under which browsers reach the service, without a slash at the end; undefined if it is not known. */
  readonly publicUrl: string | undefined;
  readonly corsOrigins: readonly string[];
  readonly tls?: TlsFiles | undefined;
}

/** The header that makes browsers use only https for a year (RFC 6797). */
const HSTS = { 'Strict-Transport-Security': `max-age=${365 * 24 * 60 * 60}` };

type Headers = Readonly<Record<string, string>>;

/** The layer between the network and the routes: access checks, CORS, TLS files, accounts and the base path. */
export class Edge {
  readonly gate: Gate;
  readonly cors: Cors;
  /** Serves the account endpoints below `/api/auth/`; undefined if accounts are off. */
  readonly accounts: AccountsMount | undefined;
  /** The files of the TLS certificate; undefined if the service speaks plain http. */
  readonly tls: TlsFiles | undefined;
  /** The path prefix of all routes; empty if the service is at the root. */
  readonly basePath: string;
  /** The URL under which clients reach the service, without a slash at the end; undefined if it is not known. */
  readonly publicUrl: string | undefined;
  /** Headers that are added to every reply; undefined if there are none. */
  readonly headers: Headers | undefined;
  readonly #record: (event: AccessEvent) => void;

  /** @param record adds a refused request to the audit */
  constructor(
    gate: Gate,
    { publicUrl, corsOrigins, tls }: EdgeSettings,
    record: (event: AccessEvent) => void,
    accounts?: AccountsMount,
  ) {
    this.gate = gate;
    this.accounts = accounts;
    this.tls = tls;
    this.cors = new Cors(corsOrigins);
    this.basePath = basePathOf(publicUrl);
    this.publicUrl = publicUrl;
    this.headers = publicUrl?.startsWith('https:') ? HSTS : undefined;
    this.#record = record;
  }

  /** Returns the headers to add to any reply to a request; undefined if there are none. */
  headersFor(request: IncomingMessage): Headers | undefined {
    const cors = this.cors.headers(request);
    return cors === undefined ? this.headers : { ...this.headers, ...cors };
  }

  /**
   * Returns a URL in origin form without the base path. Probes may be requested without the base path, too.
   *
   * @throws HttpError `not_found` if the URL is not below the base path
   */
  withoutBase(url: string): string {
    const { basePath } = this;
    if (basePath === '' || url === '*') return url;
    const rest = url.slice(basePath.length);
    if (url.startsWith(basePath) && /^(?:$|[/?])/.test(rest)) return rest.startsWith('/') ? rest : `/${rest}`;
    const path = url.split('?', 1)[0] as string;
    if (path !== '/metrics' && EXEMPT_PATHS.has(path)) return url;
    throw new HttpError('not_found');
  }

  /** Records a refused request in the audit of the credential's user. AuthRequests records failed sign-ins. */
  refused(ctx: Context, code: string, error: unknown): void {
    if (code === 'sign_in_failed') return;
    const user = ctx.state.caller?.user ?? (error instanceof InvalidToken ? error.user : null);
    this.#record({ ...clientOf(ctx, this.gate.proxies), userId: user, event: 'refused', outcome: code });
  }
}

/** Returns the path of a URL without a slash at the end. */
export function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
}
