import type { Scope } from '../../domain/access/scope.ts';

/** Returns scopes as OAuth writes them, which is how every SQL store keeps them in one column of text. */
export function encodeScopes(scopes: readonly Scope[]): string {
  return scopes.join(' ');
}

export function decodeScopes(text: string): readonly Scope[] {
  return text === '' ? [] : (text.split(' ') as Scope[]);
}
