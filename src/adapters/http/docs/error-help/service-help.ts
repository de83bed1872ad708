import type { Help } from './help.ts';

/** The help on `/docs` for errors of the service itself, which the client did not cause. */
export const SERVICE_HELP = {
  internal_error: {
    when: 'The service has a fault.',
    remedy:
      'Send it again once, with the same `Idempotency-Key`. The log has the cause under `request_id`: tell the operator.',
  },
  not_ready: {
    when: 'The service is starting or stopping, or its database does not answer. Only `/readyz` answers so.',
    remedy: 'Send requests elsewhere until it is ready. `checks` says what is missing.',
  },
  overloaded: {
    when: 'More requests arrive than can be served.',
    remedy: 'Send it again after `Retry-After`, with the same `Idempotency-Key`.',
  },
  database_unavailable: {
    when: 'The database does not answer, cannot be written to, or its tables or rights were changed.',
    remedy: 'Send it again after `Retry-After`, with the same `Idempotency-Key`. The operator looks at the log.',
  },
  storage_full: {
    when: 'The disk of the database is full. Reading still works.',
    remedy: 'The operator makes room. Then send it again, with the same `Idempotency-Key`.',
  },
  database_timeout: {
    when: 'The database took too long. The change may have happened or not.',
    remedy: 'Send it again with the same `Idempotency-Key`, which runs it at most once.',
  },
} as const satisfies Record<string, Help>;
