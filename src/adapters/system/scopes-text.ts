import type { Scope } from '../../domain/access/scope.ts';

/** Returns scopes separated by spaces, as in OAuth. Every SQL store keeps scopes in this form, in one text column. */
export function encodeScopes(scopes: readonly Scope[]): string {
  return scopes.join(' ');
}

export function decodeScopes(text: string): readonly Scope[] {
  return text === '' ? [] : (text.split(' ') as Scope[]);
}
