/** How many owners are looked at, and how much of each is dropped, by one statement. */
const MAX_OWNERS = 100;
const MAX_ROWS = 500;

export interface Forgotten {
  readonly user_id: string;
  /** Whether there may be more to drop of this owner. */
  readonly is_more: boolean;
}

/**
 * Drops of the next owners after `$1` the changes that took effect before `$2`, and the keys first seen before `$3`. Of
 * a log only the oldest entries are dropped, up to the first that is young enough: a clock that once went wrong leaves
 * no gap.
 */
export const FORGET = `
  with owner as materialized (
    select user_id from counters where $1::uuid is null or user_id > $1 order by user_id limit ${MAX_OWNERS}
  ), bound as materialized (
    select owner.user_id, oldest.kept, oldest.last, oldest.count
    from owner cross join lateral (
      select min(seq) filter (where at >= $2) as kept, max(seq) as last, count(*) as count
      from (select seq, at from changes where user_id = owner.user_id order by seq limit ${MAX_ROWS}) oldest
    ) oldest
  ), forgotten as (
    delete from changes using bound
    where changes.user_id = bound.user_id and changes.seq < coalesce(bound.kept, bound.last + 1)
  ), expired as materialized (
    select owner.user_id, key.place from owner cross join lateral (
      select ctid as place from idempotency_keys where user_id = owner.user_id and at < $3 limit ${MAX_ROWS}
    ) key
  ), unkeyed as (
    delete from idempotency_keys where ctid = any (array (select place from expired))
  )
  select bound.user_id, (bound.kept is null and bound.count = ${MAX_ROWS})
    or (select count(*) from expired where expired.user_id = bound.user_id) = ${MAX_ROWS} as is_more
  from bound order by bound.user_id`;
