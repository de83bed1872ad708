import type { Content } from '../../support/wire.ts';

/** The fields of a request that edits a task; an absent field is not changed. */
export type Edit = Partial<Content> & {
  readonly add_tags?: readonly string[];
  readonly remove_tags?: readonly string[];
};

/** A step of a write: the part of a request that concerns one task. */
export interface Step {
  readonly op: 'create' | 'edit' | 'toggle' | 'set' | 'delete';
  /** The id of the task; null if the server generates the id. */
  readonly task: string | null;
  readonly edit: Edit;
  /** The task versions that the step's precondition allows; undefined without a precondition. */
  readonly versions?: readonly number[];
}
