/** The permissions that a credential can have. */
export const SCOPES = ['tasks:read', 'tasks:write', 'tokens'] as const;

export type Scope = (typeof SCOPES)[number];

/** Returns whether `scopes` include `scope`. `tasks:write` includes `tasks:read`. */
export function allows(scopes: readonly Scope[], scope: Scope): boolean {
  return scopes.includes(scope) || (scope === 'tasks:read' && scopes.includes('tasks:write'));
}
