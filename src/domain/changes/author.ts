import type { Actor, ActorKind } from '../access/actor.ts';

/** The author of a change: the kind and the id of a credential. The credential's user is the owner of the log. */
export interface Author {
  readonly kind: ActorKind;
  /** The id of the session or token, or the `jti` of a JWT; never a secret. */
  readonly id: string | null;
}

/** Returns the author to store with the changes of an actor. */
export function authorOf({ kind, id }: Actor): Author {
  return { kind, id };
}

/** Returns an author as text, which every SQL store keeps in one column: `open`, `jwt` or `token:ID`. */
export function encodeAuthor({ kind, id }: Author): string {
  return id === null ? kind : `${kind}:${id}`;
}

/** @param text null if the change was made before authors were stored */
export function decodeAuthor(text: string | null): Author | null {
  if (text === null) return null;
  const colon = text.indexOf(':');
  if (colon === -1) return { kind: text as ActorKind, id: null };
  return { kind: text.slice(0, colon) as ActorKind, id: text.slice(colon + 1) };
}
