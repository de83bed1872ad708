import { resolve } from 'node:path';
import type { Config, DatabaseConfig } from '../../config/env.ts';

/** Returns the text that is printed on the terminal when the service is ready. */
export function startupBanner(address: string, config: Config): string {
  // 0.0.0.0 and [::] mean every address of the machine. A client cannot connect to them, but to 127.0.0.1.
  const url = config.publicUrl ?? address.replace(/\/\/(0\.0\.0\.0|\[::\]):/, '//127.0.0.1:');
  const [mode, ...next] = accessOf(config, url);
  return `
  Taskport serves at ${url}
  Page    ${url}/app/
  Docs    ${url}/docs
  Data    ${locationOf(config.database)}
  Access  ${mode}
${next.map((line) => `  ${line}\n`).join('')}
`;
}

/** Returns lines of the banner: who may use the service, and a command to try next. */
function accessOf({ auth }: Config, url: string): string[] {
  const json = "-H 'Content-Type: application/json' -d";
  if (auth.mode === 'open') {
    const tasks = `${url}/api/3fa85f64-5717-4562-b3fc-2c963f66afa6/tasks`;
    return [
      'open: whoever reaches this address may act for any user. Set AUTH_SECRET for accounts',
      `Try     curl ${tasks} ${json} '{"title": "Buy milk"}'`,
    ];
  }
  const { accounts, jwt } = auth;
  const kinds = [...(accounts ? ['accounts'] : []), ...(jwt ? [`tokens of ${jwt.issuer}`] : [])];
  return [
    `required: ${kinds.join(', or ')}`,
    ...(accounts ? [signUp(accounts.signUp, url)] : []),
    ...(jwt ? [me(url)] : []),
  ];
}

function signUp(who: string, url: string): string {
  if (who === 'closed') return 'Next    node src/main.ts user add you@home.example';
  const account = `'{"email": "you@home.example", "password": "…"}'`;
  return `Next    curl ${url}/api/auth/sign-up/email -H 'Content-Type: application/json' -d ${account}`;
}

function me(url: string): string {
  return `Try     curl ${url}/api/me -H 'Authorization: Bearer …'`;
}

function locationOf(database: DatabaseConfig): string {
  if (database.kind === 'memory') return 'in memory, and lost when the process ends';
  return database.kind === 'sqlite' ? resolve(database.dataDir) : 'in PostgreSQL';
}
