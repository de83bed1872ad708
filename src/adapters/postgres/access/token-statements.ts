const COLUMNS = 'user_id, id, name, scopes, parent_id, created_at, expires_at, last_used_at, revoked_at';

/**
 * Locks the tokens of a user until the end of the transaction. Without the lock, a token made while its parent is being
 * revoked would stay valid.
 */
export const LOCK = `select pg_advisory_xact_lock(hashtextextended('taskport tokens of ' || $1, 0))`;

export const ADD = `
  insert into api_tokens (${COLUMNS}, hash) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
  where $5::uuid is null
    or exists (select from api_tokens where user_id = $1 and id = $5 and revoked_at is null)
  returning id`;

export const FIND = `select ${COLUMNS} from api_tokens where hash = $1`;

/** Reads many tokens in one statement, each as {@link FIND} does. */
export const FIND_MANY = `
  select asked.n, token.* from json_to_recordset($1) as asked (n int, hash text)
  cross join lateral (select ${COLUMNS} from api_tokens where hash = asked.hash) token`;

export const LIST = `
  select ${COLUMNS} from api_tokens
  where user_id = $1 and revoked_at is null and (created_at, id) < ($2::timestamptz, $3::uuid)
  order by created_at desc, id desc limit $4`;

export const REVOKE = `
  with recursive family (id) as (
    select id from api_tokens where user_id = $1 and id = $2 and revoked_at is null
    union select child.id from family join api_tokens child on child.user_id = $1 and child.parent_id = family.id
  )
  update api_tokens set revoked_at = $3 where user_id = $1 and id in (select id from family) and revoked_at is null
  returning id`;

export const TOUCH = `
  update api_tokens set last_used_at = $3
  where user_id = $1 and id = $2 and last_used_at is not distinct from $4::timestamptz returning id`;

export const PURGE = 'delete from api_tokens where least(expires_at, revoked_at) < $1';
