import type { Workspace } from './workspace.ts';

/**
 * The way into the workspace. The service is open, or asks for an account, or for a token of an issuer outside.
 *
 *     checking ──► ready (the workspace is there, from the replica also without a network)
 *        └──────► sign-in ──► ready
 */
export type Entrance =
  | { readonly state: 'checking' }
  | { readonly state: 'ready'; readonly workspace: Workspace; readonly auth: 'open' | 'session' | 'token' | 'jwt' }
  | { readonly state: 'sign-in'; readonly way: 'account' | 'token' }
  /** The service cannot be reached, and this browser has no replica yet. */
  | { readonly state: 'unreachable' };

export interface Session {
  /** @returns a text for people if it was refused; undefined if it worked */
  signIn(email: string, password: string): Promise<string | undefined>;
  /** Creates the first account. @returns as {@link signIn} */
  signUp(name: string, email: string, password: string): Promise<string | undefined>;
  /** Uses a bearer token, for this tab alone. @returns as {@link signIn} */
  useToken(token: string): Promise<string | undefined>;
  /** Asks for the credential anew, from a workspace whose connection is `signed-out`. */
  signInAgain(): void;
  /** Tries again to reach the service, from `unreachable`. */
  retry(): void;
}
