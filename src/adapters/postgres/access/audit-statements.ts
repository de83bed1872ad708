const COLUMNS = 'user_id, at, id, event, outcome, address, request_id, user_agent';

/** The most users whose entries one purge statement deletes. */
export const MAX_OWNERS = 100;
const MAX_ROWS = 500;

export interface PurgedOwnerRow {
  readonly user_id: string;
  /** True if the statement reached its limit for this user, who may have more entries to delete. */
  readonly is_more: boolean;
}

export const APPEND = `insert into audit_entries (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

export const LIST = `
  select ${COLUMNS} from audit_entries
  where user_id = $1 and (at, id) < ($2::timestamptz, $3::uuid) order by at desc, id desc limit $4`;

/**
 * Deletes the audit entries older than `$1`, for the first users whose ids are greater than or equal to `$2`. The
 * recursive query finds each next user by the index, without reading that user's entries.
 */
export const PURGE = `
  with recursive owner (user_id, n) as (
    (select user_id, 1 from audit_entries where user_id >= $2 order by user_id limit 1)
    union all
    select next.user_id, owner.n + 1 from owner cross join lateral (
      select user_id from audit_entries where user_id > owner.user_id order by user_id limit 1
    ) next where owner.n < ${MAX_OWNERS}
  ), expired as materialized (
    select owner.user_id, entry.tid from owner cross join lateral (
      select ctid as tid from audit_entries where user_id = owner.user_id and at < $1 order by at limit ${MAX_ROWS}
    ) entry
  ), purged as (
    delete from audit_entries where ctid = any (array (select tid from expired))
  )
  select user_id, (select count(*) from expired where expired.user_id = owner.user_id) = ${MAX_ROWS} as is_more
  from owner order by n`;
