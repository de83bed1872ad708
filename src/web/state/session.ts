import type { Workspace } from './workspace.ts';

/**
 * The state of the sign-in. Depending on its configuration, the service asks for nothing, for an account, or for a
 * token.
 *
 *     checking ──► ready (the workspace is shown; without a network, from the replica)
 *        └──────► sign-in ──► ready
 */
export type Entrance =
  | { readonly state: 'checking' }
  | { readonly state: 'ready'; readonly workspace: Workspace; readonly auth: 'open' | 'session' | 'token' | 'jwt' }
  | { readonly state: 'sign-in'; readonly way: 'account' | 'token' }
  /** The service cannot be reached, and this browser stores no replica of the user's tasks. */
  | { readonly state: 'unreachable' };

export interface Session {
  /** @returns an error text for people if the sign-in failed; undefined if it succeeded */
  signIn(email: string, password: string): Promise<string | undefined>;
  /** Creates the first account, and signs in. @returns an error text for people; undefined if it succeeded */
  signUp(name: string, email: string, password: string): Promise<string | undefined>;
  /** Signs in with a bearer token, only in this tab. @returns an error text for people; undefined if it succeeded */
  useToken(token: string): Promise<string | undefined>;
  /** Shows the sign-in form again, after the connection of the workspace has become `signed-out`. */
  signInAgain(): void;
  /** Tries to reach the service again, if the state is `unreachable`. */
  retry(): void;
}
