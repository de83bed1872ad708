import * as v from 'valibot';
import type { Config, DatabaseConfig } from '../../../config/env.ts';
import { toFieldError } from '../../adapters/http/input/validation.ts';
import { NewToken, TokenIdField, tokenReply } from '../../adapters/http/me/token-fields.ts';
import { UserIdField } from '../../adapters/http/tasks/fields.ts';
import { SystemClock } from '../../adapters/system/system-clock.ts';
import { UuidGenerator } from '../../adapters/system/uuid-generator.ts';
import { RandomTokenSecrets } from '../../adapters/tokens/random-token-secrets.ts';
import { CreateToken } from '../../application/access/create-token.ts';
import { RecordAudit } from '../../application/access/record-audit.ts';
import { RevokeToken } from '../../application/access/revoke-token.ts';
import { openActor } from '../../domain/access/actor.ts';
import type { AuditLog } from '../../ports/access/audit-log.ts';
import type { TokenRepository } from '../../ports/access/token-repository.ts';
import { Failure, UsageError } from '../exit-codes.ts';
import { runCommand } from './run-command.ts';

const USAGE =
  'token create NAME --user ID [--scopes tasks:read,tasks:write,tokens] [--expires 2027-01-31T00:00:00Z], ' +
  'token list --user ID, or token revoke TOKEN_ID --user ID';

/** The client that a user's audit names for changes by this command: an administrator on this machine. */
const CLIENT = { address: 'localhost', requestId: 'taskport-token', userAgent: null };

/** The maximum number of tokens that `token list` prints. */
const MAX_LISTED = 1_000;

const clock = new SystemClock();
const ids = new UuidGenerator();

/** The schema of the arguments of each verb. Missing arguments are reported before this schema is applied. */
const Arguments = v.variant('verb', [
  v.object({ verb: v.literal('create'), user: UserIdField, ...NewToken.entries }),
  v.object({ verb: v.literal('list'), user: UserIdField }),
  v.object({ verb: v.literal('revoke'), user: UserIdField, id: TokenIdField }),
]);

/** The options of the command `token`, for all its verbs. */
export interface TokenOptions {
  readonly user?: string;
  readonly scopes?: string;
  readonly expires?: string;
}

/** Makes, lists or revokes API tokens of a user, even while a service runs. Prints the secret of a new token once. */
export async function token(config: Config, operands: readonly string[], options: TokenOptions): Promise<void> {
  await runCommand('Cannot change tokens', async () => {
    const given = argumentsIn(operands, options);
    return withTokens(config.database, (tokens, audit) => {
      const record = new RecordAudit(audit, { write() {}, notStored: warn }, clock);
      switch (given.verb) {
        case 'create':
          return create(new CreateToken(tokens, record, new RandomTokenSecrets(), ids, clock), given);
        case 'list':
          return list(tokens, given);
        case 'revoke':
          return revoke(new RevokeToken(tokens, record, clock), given);
      }
    });
  });
}

type Given<Verb> = Extract<v.InferOutput<typeof Arguments>, { verb: Verb }>;

async function create(createToken: CreateToken, { user, name, scopes, expires_at: expiresAt }: Given<'create'>) {
  const made = createToken.execute(openActor(user), { name, scopes, expiresAt }, CLIENT);
  const { token, secret } = await made.catch((error) => {
    throw new UsageError(`--expires: ${toFieldError(error).message}`);
  });
  process.stdout.write(`${secret}\n`);
  const { id, expires_at: end } = tokenReply(token);
  return `Made the token ${id}, which ends at ${end}. Its secret above is shown only here`;
}

async function list(tokens: TokenRepository, { user }: Given<'list'>): Promise<string> {
  const found = await tokens.list(user, undefined, MAX_LISTED);
  for (const each of found.map(tokenReply)) {
    const { id, name, scopes, expires_at: end, last_used_at: used } = each;
    process.stdout.write(`${id}  ${scopes.join(',')}  ends ${end}  last used ${used ?? 'never'}  ${name}\n`);
  }
  return found.length === MAX_LISTED
    ? `The newest ${MAX_LISTED} tokens`
    : `${found.length} token${found.length === 1 ? '' : 's'}`;
}

async function revoke(revokeToken: RevokeToken, { user, id }: Given<'revoke'>): Promise<string> {
  await revokeToken.execute(user, id, CLIENT);
  return `Revoked ${id}, and all tokens that it made`;
}

/** @throws UsageError with the usage of the command, or with the names of the wrong arguments */
function argumentsIn(
  [verb, subject, ...more]: readonly string[],
  { user, scopes, expires }: TokenOptions,
): v.InferOutput<typeof Arguments> {
  if (more.length > 0 || user === undefined || (subject === undefined) !== (verb === 'list'))
    throw new UsageError(USAGE);
  const result = v.safeParse(Arguments, {
    ...{ verb, user, [verb === 'revoke' ? 'id' : 'name']: subject },
    ...(scopes !== undefined && { scopes: scopes.split(',') }),
    ...(expires !== undefined && { expires_at: expires }),
  });
  if (result.success) return result.output;
  if (result.issues.some(({ type }) => type === 'variant')) throw new UsageError(USAGE);
  throw new UsageError(result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`).join('; '));
}

async function withTokens(
  database: DatabaseConfig,
  work: (tokens: TokenRepository, audit: AuditLog) => Promise<string>,
): Promise<string> {
  switch (database.kind) {
    case 'memory':
      throw new Failure('unavailable', 'DATABASE_URL is memory:, whose tokens end with the service');
    case 'sqlite':
      return (await import('../../adapters/sqlite/access/with-access.ts')).withSqliteAccess(
        database.dataDir,
        ids,
        work,
      );
    case 'postgres':
      return (await import('../../adapters/postgres/access/with-access.ts')).withPostgresAccess(
        database.url,
        ids,
        work,
      );
  }
}

function warn(_: unknown, error: unknown): void {
  process.stderr.write(`The audit entry could not be stored: ${error}\n`);
}
