/** The most owners whose rows one statement deletes. */
const MAX_OWNERS = 100;
const MAX_ROWS = 500;

export interface PrunedOwnerRow {
  readonly user_id: string;
  /** True if the statement reached its limit for this owner, who may have more rows to delete. */
  readonly is_more: boolean;
}

/**
 * Returns the statement that deletes changes older than `$1` and idempotency keys older than `$2`. It handles the first
 * MAX_OWNERS owners, or, if `isFirst` is false, the next ones after `$3`. In each owner's log it stops at the first
 * change that is not expired, so that a change with a wrong time leaves no gap in the log.
 */
export function pruneStatement(isFirst: boolean): string {
  return isFirst ? PRUNE_FIRST : PRUNE_NEXT;
}

const PRUNE_FIRST = prune('');
const PRUNE_NEXT = prune('where user_id > $3');

function prune(which: string): string {
  return `
  with owner as materialized (
    select user_id from counters ${which} order by user_id limit ${MAX_OWNERS}
  ), bound as materialized (
    select owner.user_id, oldest.first_kept, oldest.last, oldest.count
    from owner cross join lateral (
      select min(seq) filter (where at >= $1) as first_kept, max(seq) as last, count(*) as count
      from (select seq, at from changes where user_id = owner.user_id order by seq limit ${MAX_ROWS}) oldest
    ) oldest
  ), pruned_changes as (
    delete from changes using bound
    where changes.user_id = bound.user_id and changes.seq < coalesce(bound.first_kept, bound.last + 1)
  ), expired as materialized (
    select owner.user_id, key.tid from owner cross join lateral (
      select ctid as tid from idempotency_keys where user_id = owner.user_id and at < $2 limit ${MAX_ROWS}
    ) key
  ), pruned_keys as (
    delete from idempotency_keys where ctid = any (array (select tid from expired))
  )
  select bound.user_id, (bound.first_kept is null and bound.count = ${MAX_ROWS})
    or (select count(*) from expired where expired.user_id = bound.user_id) = ${MAX_ROWS} as is_more
  from bound order by bound.user_id`;
}
