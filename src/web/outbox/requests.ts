import { editJson } from '../api/task-json.ts';
import type { Act, Claim, Step } from './act.ts';

/** An HTTP request that carries out a queued change of the user. */
export interface ActRequest {
  readonly method: 'PUT' | 'PATCH' | 'DELETE' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const TASKS = 'api/me/tasks';

/**
 * Returns the request for one step, or the batch request for several steps. A repeated call with the same arguments
 * returns the same request.
 */
export function changeRequest(steps: readonly Step[], { key, versions }: Claim): ActRequest {
  const [only, ...more] = steps;
  const headers = { 'Idempotency-Key': key };
  if (only === undefined || more.length > 0) {
    const operations = steps.map((step, i) => operation(step, versions[i] ?? null));
    return { method: 'POST', path: `${TASKS}/batch`, headers, body: { operations } };
  }
  const path = `${TASKS}/${only.id}`;
  if (only.kind === 'create') {
    return { method: 'PUT', path, headers: { ...headers, 'If-None-Match': '*' }, body: only.content };
  }
  const expecting = { ...headers, ...(versions[0] && { 'If-Match': `"${versions[0]}"` }) };
  if (only.kind === 'delete') return { method: 'DELETE', path, headers: expecting };
  return { method: 'PATCH', path, headers: expecting, body: editJson(only.edit) };
}

/** Returns the request that undoes the change with this `seq` in the log. */
export function undoRequest(seq: number, { key }: Act): ActRequest {
  return { method: 'POST', path: `api/me/changes/${seq}/undo`, headers: { 'Idempotency-Key': key } };
}

function operation(step: Step, version: number | null): unknown {
  const target = { id: step.id, ...(version !== null && { version }) };
  switch (step.kind) {
    case 'create':
      return { op: 'create', id: step.id, task: step.content };
    case 'edit':
      return { op: 'edit', ...target, task: editJson(step.edit) };
    case 'delete':
      return { op: 'delete', ...target };
  }
}
