import type { AccountsConfig } from '../../../config/access-variables.ts';
import type { AccessEvent, Client } from '../../domain/access/audit-entry.ts';
import { Unauthenticated } from '../../domain/access/errors.ts';
import { type UserId, userId } from '../../domain/identity.ts';
import { HttpError } from '../http/problem/problem.ts';
import { type Auth, BASE_PATH, BASE_URL, findSession } from './auth.ts';
import { authError, NOT_CREATED } from './auth-error.ts';
import { type EndpointPath, endpoint, endpointOf, fieldsOf, type NewUser } from './endpoints.ts';
import { sessionCookies } from './session-cookie.ts';
import { unhidden } from './storage/account-store.ts';
import { addUser, hasUsers, userOf } from './users.ts';

export interface AccountsOptions extends AccountsConfig {
  /** The URL under which browsers reach the service; by default the URL of each request. */
  readonly publicUrl: string | undefined;
  /** Records a sign-up, sign-in or sign-out in the audit. Never rejects. */
  readonly record: (event: AccessEvent) => Promise<void>;
}

/** A parsed request to an endpoint of Better Auth. */
interface Call {
  readonly path: EndpointPath;
  readonly fields: Record<string, unknown> | undefined;
  readonly cookie: string | undefined;
  record(event: AccessEvent['event'], outcome: string, userId: UserId | null): Promise<void>;
}

/** Better Auth's answer to a request: the JSON body and the headers. */
interface Answer {
  readonly body: unknown;
  readonly headers: Headers;
}

/** Answers requests to the served endpoints of Better Auth, and records them in the audit. */
export class AuthRequests {
  readonly #auth: Auth;
  readonly #options: AccountsOptions;

  constructor(auth: Auth, options: AccountsOptions) {
    this.#auth = auth;
    this.#options = options;
  }

  async handle(request: Request, client: Client): Promise<Response> {
    const path = endpointOf(request.method, new URL(request.url).pathname);
    const fields = await fieldsOf(request, endpoint(path));
    const cookie = request.headers.get('cookie') ?? undefined;
    const record: Call['record'] = (event, outcome, user) =>
      this.#options.record({ ...client, userId: user, event, outcome });
    const { body, headers } = await this.#answer({ path, fields, cookie, record });
    const response = Response.json(withoutTokens(body), { headers: { 'Cache-Control': 'no-store' } });
    const url = new URL(this.#options.publicUrl ?? request.url);
    for (const setCookie of sessionCookies(headers, url)) response.headers.append('Set-Cookie', setCookie);
    return response;
  }

  async #answer(call: Call): Promise<Answer> {
    switch (call.path) {
      case 'sign-up/email':
        return await this.#signUp(call);
      case 'sign-in/email':
        return await this.#signIn(call);
      case 'sign-out':
        return await this.#signOut(call);
      case 'get-session':
        return (await this.#session(call)) === undefined ? NOBODY : await this.#forward(call);
      default: {
        if ((await this.#session(call)) === undefined) throw new Unauthenticated();
        // A new password ends all other sessions of the user, because one of them may be an attacker's.
        const fields = { ...call.fields, revokeOtherSessions: true };
        return await this.#forward(call.path === 'change-password' ? { ...call, fields } : call);
      }
    }
  }

  /** Signs a user up. If an administrator is signed in, creates an account for somebody else instead. */
  async #signUp(call: Call): Promise<Answer> {
    const { signUp } = this.#options;
    const fields = call.fields as NewUser;
    if (signUp !== 'closed' && (await this.#session(call))?.user.administrator === true) {
      const { id, email, name } = await addUser(this.#auth, fields);
      await call.record('sign_up', 'ok', id);
      return { body: { user: { id, email, name } }, headers: new Headers() };
    }
    const isOpen = async () => signUp === 'open' || (signUp === 'first' && !(await hasUsers(this.#auth)));
    if (!(await isOpen())) throw new HttpError('sign_up_closed');
    // Two concurrent sign-ups may both try to become the administrator, so one fails with NOT_CREATED. It is retried as
    // the sign-up of a later user, if later users may sign up.
    const answer = await this.#forward(call, async (code) => {
      if (code !== NOT_CREATED) return undefined;
      if (!(await isOpen())) throw new HttpError('sign_up_closed');
      return await this.#forward(call);
    });
    await call.record('sign_up', 'ok', userId(userIn(answer).id));
    return answer;
  }

  async #signIn(call: Call): Promise<Answer> {
    try {
      const answer = await this.#forward(call);
      await call.record('sign_in', 'ok', userId(userIn(answer).id));
      return answer;
    } catch (error) {
      if (error instanceof HttpError && error.code === 'sign_in_failed') {
        const user = await userOf(this.#auth, (call.fields as { email: string }).email);
        // Not awaited, because the time that recording takes could reveal whether the user exists.
        void call.record('sign_in', error.code, user ?? null);
      }
      throw error;
    }
  }

  async #signOut(call: Call): Promise<Answer> {
    const session = await this.#session(call);
    const answer = await this.#forward(call);
    if (session !== undefined) await call.record('sign_out', 'ok', userId(session.user.id));
    return answer;
  }

  async #session({ cookie }: Call) {
    return cookie === undefined ? undefined : await findSession(this.#auth, cookie);
  }

  /**
   * Passes a request to Better Auth. Of the client's headers, only the cookie is passed on.
   *
   * @param onError gets the error code of a failed call; returns an answer to use instead of the error, or undefined
   * @throws HttpError, DomainError or StoreError
   */
  async #forward(
    { path, fields, cookie }: Call,
    onError: (code: unknown) => Promise<Answer | undefined> = async () => undefined,
  ): Promise<Answer> {
    const headers = new Headers({ 'Content-Type': 'application/json', ...(cookie !== undefined && { cookie }) });
    const { method } = endpoint(path);
    const request = new Request(`${BASE_URL}${BASE_PATH}/${path}`, {
      method,
      headers,
      ...(fields !== undefined && { body: JSON.stringify(fields) }),
    });
    const response = await unhidden(() => this.#auth.handler(request));
    const body = (await response.json()) as { code?: unknown } | null;
    if (response.ok) return { body, headers: response.headers };
    const answer = await onError(body?.code);
    if (answer !== undefined) return answer;
    throw authError(response.status, body?.code);
  }
}

const NOBODY: Answer = { body: null, headers: new Headers() };

function userIn({ body }: Answer): { id: string } {
  return (body as { user: { id: string } }).user;
}

/** Removes the secret session token from a body. Pages do not need the token, because browsers send it as a cookie. */
function withoutTokens(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (name, value) => (name === 'token' ? undefined : value)));
}
