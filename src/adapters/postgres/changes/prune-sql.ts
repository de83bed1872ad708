/** How many owners are looked at, and how much of each is dropped, by one statement. */
const MAX_OWNERS = 100;
const MAX_ROWS = 500;

export interface Forgotten {
  readonly user_id: string;
  /** Whether there may be more to drop of this owner. */
  readonly is_more: boolean;
}

/**
 * Drops, of the first owners or of the next after `$3`, the changes that took effect before `$1` and the keys first seen
 * before `$2`. Of a log only the oldest entries are dropped, up to the first that is young enough: a clock that once went
 * wrong leaves no gap.
 */
export function pruneStatement(isFirst: boolean): string {
  return isFirst ? FORGET_FIRST : FORGET_NEXT;
}

const FORGET_FIRST = forget('');
const FORGET_NEXT = forget('where user_id > $3');

function forget(which: string): string {
  return `
  with owner as materialized (
    select user_id from counters ${which} order by user_id limit ${MAX_OWNERS}
  ), bound as materialized (
    select owner.user_id, oldest.kept, oldest.last, oldest.count
    from owner cross join lateral (
      select min(seq) filter (where at >= $1) as kept, max(seq) as last, count(*) as count
      from (select seq, at from changes where user_id = owner.user_id order by seq limit ${MAX_ROWS}) oldest
    ) oldest
  ), forgotten as (
    delete from changes using bound
    where changes.user_id = bound.user_id and changes.seq < coalesce(bound.kept, bound.last + 1)
  ), expired as materialized (
    select owner.user_id, key.place from owner cross join lateral (
      select ctid as place from idempotency_keys where user_id = owner.user_id and at < $2 limit ${MAX_ROWS}
    ) key
  ), unkeyed as (
    delete from idempotency_keys where ctid = any (array (select place from expired))
  )
  select bound.user_id, (bound.kept is null and bound.count = ${MAX_ROWS})
    or (select count(*) from expired where expired.user_id = bound.user_id) = ${MAX_ROWS} as is_more
  from bound order by bound.user_id`;
}
