/** What a credential may do. */
export const SCOPES = ['tasks:read', 'tasks:write', 'tokens'] as const;

export type Scope = (typeof SCOPES)[number];

export const ALL_SCOPES: readonly Scope[] = SCOPES;

/** Returns whether some scopes allow what needs `scope`. To write includes to read. */
export function allows(scopes: readonly Scope[], scope: Scope): boolean {
  return scopes.includes(scope) || (scope === 'tasks:read' && scopes.includes('tasks:write'));
}

/** Returns whether no scope of `some` allows more than `others` do. */
export function isWithin(some: readonly Scope[], others: readonly Scope[]): boolean {
  return some.every((scope) => allows(others, scope));
}
