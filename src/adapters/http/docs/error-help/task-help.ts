import type { Help } from './help.ts';

/** The help on `/docs` for errors that depend on the state of tasks or of the log. */
export const TASK_HELP = {
  task_not_found: {
    when: 'There is no such task, it is deleted, or it is another user’s. In a batch, `loc` names the operation.',
    remedy: 'Read the list again. A deleted task comes back by undoing the change that deleted it.',
  },
  change_not_found: {
    when: 'The log has never had a change with this `seq`.',
    remedy: 'Take the number from `Taskport-Seq` or from the log.',
  },
  precondition_failed: {
    when: 'The task or list has another version than `If-Match` or `version` says, or the task exists despite `If-None-Match: *`.',
    remedy:
      'Read the current version, decide again, and send its `ETag`. If you retried a create, it has worked before.',
  },
  change_in_the_way: {
    when: 'A task of the operation has changed since, so its undo would overwrite that change.',
    remedy: 'Undo the change in `conflicting_seq` first, or edit the task.',
  },
  too_many_affected: {
    when: 'More tasks match the filter than `max_affected` allows. Nothing was changed.',
    remedy: 'Compare `matched` with what you expect. Then narrow the filter, or raise `max_affected`.',
  },
  seq_gone: {
    when: 'The log no longer reaches back to this `seq`.',
    remedy: 'Read the list again, and follow the log from its `Taskport-Seq`.',
  },
  idempotency_key_in_use: {
    when: 'A request with this `Idempotency-Key` is still running.',
    remedy: 'Send the same request with the same key after `Retry-After`.',
  },
  idempotency_key_reused: {
    when: 'This `Idempotency-Key` came before with another request.',
    remedy: 'Make a new key for each change. Use a key again only to repeat the same request.',
  },
} as const satisfies Record<string, Help>;
