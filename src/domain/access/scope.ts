/** A permission of a credential. */
export const SCOPES = ['tasks:read', 'tasks:write', 'tokens'] as const;

export type Scope = (typeof SCOPES)[number];

/** Returns whether some scopes allow what needs `scope`. To write includes to read. */
export function allows(scopes: readonly Scope[], scope: Scope): boolean {
  return scopes.includes(scope) || (scope === 'tasks:read' && scopes.includes('tasks:write'));
}
