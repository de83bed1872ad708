import type { Workspace } from './workspace.ts';

/**
 * The state of the sign-in. The service is open to all, or asks for an account, or for a token of an external issuer.
 *
 *     checking ──► ready (the workspace is shown; without a network, from the replica)
 *        └──────► sign-in ──► ready
 */
export type Entrance =
  | { readonly state: 'checking' }
  | { readonly state: 'ready'; readonly workspace: Workspace; readonly auth: 'open' | 'session' | 'token' | 'jwt' }
  | { readonly state: 'sign-in'; readonly way: 'account' | 'token' }
  /** The service cannot be reached, and this browser has no replica yet. */
  | { readonly state: 'unreachable' };

export interface Session {
  /** @returns a text for people if the sign-in failed; undefined if it succeeded */
  signIn(email: string, password: string): Promise<string | undefined>;
  /** Creates the first account. @returns as {@link signIn} */
  signUp(name: string, email: string, password: string): Promise<string | undefined>;
  /** Signs in with a bearer token, in this tab alone. @returns as {@link signIn} */
  useToken(token: string): Promise<string | undefined>;
  /** Shows the sign-in form again, for a workspace whose connection is `signed-out`. */
  signInAgain(): void;
  /** Tries to reach the service again, after it was `unreachable`. */
  retry(): void;
}
