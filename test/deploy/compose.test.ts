import { readFileSync } from 'node:fs';
import { parseYaml } from '@redocly/openapi-core';
import { expect } from 'chai';
import { parseConfig } from '../../config/env.ts';
import release from '../../package.json' with { type: 'json' };
import { TIMEOUTS } from '../../src/process/timeouts.ts';

interface Service {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly tmpfs: readonly string[];
  readonly stop_grace_period?: string;
  readonly [name: string]: unknown;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks?: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const FILES = { embedded: 'compose.yml', postgres: 'compose.postgres.yml' };
const compose = parseYaml(readFileSync(FILES.embedded, 'utf8')) as Compose;
const added = parseYaml(readFileSync(FILES.postgres, 'utf8')) as Compose;
const taskport = compose.services.taskport as Service;
const postgres = added.services.postgres as Service;

/**
 * Replaces variables as Docker Compose does: `${NAME:-default}`, or `${NAME:?message}`. @throws Error with the message
 * if the latter is not set
 */
function interpolated(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = given[name] ?? '';
    if (value === '' && kind === '?') throw new Error(rest);
    return value === '' ? rest : value;
  });
}

function environmentOf(service: Service, given: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(service.environment);
  return Object.fromEntries(entries.map(([name, value]) => [name, interpolated(value, given)]));
}

const SECRETS = { AUTH_SECRET: 'x'.repeat(64), POSTGRES_PASSWORD: 'secret' };
const IN_IMAGE = { HOST: '0.0.0.0', PORT: '8000', DATA_DIR: '/data', ENVIRONMENT: 'production' };

describe('compose.yml', () => {
  it('does not start without AUTH_SECRET, and says how to generate this secret', () => {
    expect(() => environmentOf(taskport, {})).to.throw(/^Set AUTH_SECRET in \.env.*openssl rand -base64 48$/);
  });

  it('configures the service with valid values, and puts the database into the volume', () => {
    const config = parseConfig({ ...IN_IMAGE, ...environmentOf(taskport, SECRETS) });
    expect(config.auth.mode).to.equal('required');
    expect(config.database).to.deep.equal({ kind: 'sqlite', dataDir: '/data' });
    expect(taskport.volumes).to.deep.equal(['data:/data']);
    expect(compose.volumes).to.have.property('data');
    expect(taskport.image).to.equal(`taskport:${release.version}`);
  });

  it('publishes the port on 127.0.0.1 only', () => {
    expect(taskport.ports).to.deep.equal([`127.0.0.1:\${PORT:-8000}:8000`]);
  });

  it('has a stop_grace_period that is longer than the longest graceful stop of the service', () => {
    const delay = Number(taskport.environment.STOP_DELAY) * 1000;
    expect(secondsOf(taskport.stop_grace_period) * 1000).to.be.above(delay + TIMEOUTS.drain + TIMEOUTS.close);
  });

  it('checks the health of the container with the command "taskport healthcheck"', () => {
    expect((taskport.healthcheck as { test: string[] }).test.slice(0, 3)).to.deep.equal([
      'CMD',
      'taskport',
      'healthcheck',
    ]);
  });
});

describe('compose.postgres.yml', () => {
  it('does not start without POSTGRES_PASSWORD, which it passes to Taskport and to PostgreSQL', () => {
    for (const service of [added.services.taskport as Service, postgres])
      expect(() => environmentOf(service, {})).to.throw(/^Set POSTGRES_PASSWORD in \.env/);
    expect(environmentOf(postgres, SECRETS).POSTGRES_PASSWORD).to.equal('secret');
  });

  it('configures the service with valid values when it is used together with compose.yml', () => {
    const both = { ...environmentOf(taskport, SECRETS), ...environmentOf(added.services.taskport as Service, SECRETS) };
    const { database, auth } = parseConfig({ ...IN_IMAGE, ...both });
    expect(database).to.deep.include({ kind: 'postgres' });
    expect(auth.mode).to.equal('required');
    const { hostname, username, pathname } = new URL(both.DATABASE_URL ?? '');
    expect(Object.keys(added.services)).to.include(hostname);
    const { POSTGRES_USER, POSTGRES_DB } = postgres.environment;
    expect([username, pathname]).to.deep.equal([POSTGRES_USER, `/${POSTGRES_DB}`]);
  });

  it('starts Taskport after PostgreSQL is healthy, and lets only Taskport reach PostgreSQL', () => {
    const { depends_on: needs } = added.services.taskport as Service;
    expect(needs).to.deep.equal({ postgres: { condition: 'service_healthy' } });
    expect(postgres).not.to.have.property('ports');
    expect(postgres.networks).to.deep.equal(['database']);
    expect(added.networks?.database?.internal).to.equal(true);
    expect(postgres.image).to.match(/^postgres:\d+\.\d+-\w+$/);
  });
});

describe('the compose files', () => {
  for (const [name, service] of Object.entries({ taskport, postgres })) {
    it(`run the container "${name}" with a read-only root file system, only needed capabilities, and no new privileges`, () => {
      expect(service).to.deep.include({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        restart: 'unless-stopped',
      });
      expect(service).not.to.have.any.keys('privileged', 'network_mode', 'pid', 'ipc');
      expect(service.tmpfs.some((path) => path.startsWith('/tmp'))).to.equal(true);
      expect(service.cap_add ?? []).to.deep.equal(
        name === 'taskport' ? [] : ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
      );
    });
  }
});

function secondsOf(text = ''): number {
  const [, seconds] = /^(\d+)s$/.exec(text) ?? [];
  return Number(seconds);
}
