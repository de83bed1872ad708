import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import release from '../../package.json' with { type: 'json' };
import { pairsOf, type Stage, stagesOf, wordsOf } from '../../tools/deploy/dockerfile.ts';

/** Checks the text of the Dockerfile without building the image. `make try-image` builds and tries it. */
describe('the Dockerfile', () => {
  const stages = stagesOf(readFileSync('Dockerfile', 'utf8'));
  const [builder, final] = stages as [Stage, Stage];
  const textsOf = (name: string, { instructions } = final) =>
    instructions.filter((each) => each.name === name).map(({ text }) => text);

  it('has in its base image exactly the version of Node that the npm package has as an optional dependency', () => {
    const versions = new Set(Object.values(release.optionalDependencies));
    expect(versions.size).to.equal(1);
    for (const { base } of stages) expect(base).to.equal(`node:${[...versions][0]}-bookworm-slim`);
  });

  it('builds in a first stage, and copies only files of this stage into the image, without development packages', () => {
    expect(stages.map(({ name }) => name)).to.deep.equal(['build', '']);
    const copied = final.instructions.filter(({ name }) => name === 'COPY');
    expect(copied.map(({ flags }) => flags.from)).to.deep.equal(['build', 'build']);
    expect(textsOf('RUN', builder).at(-1)).to.equal('npm ci --omit=dev --omit=optional');
  });

  it('runs the service as user 1000, which is not root and owns only the volume', () => {
    expect(textsOf('USER')).to.deep.equal(['1000:1000']);
    expect(textsOf('VOLUME')).to.deep.equal(['/data']);
    expect(textsOf('RUN').join('\n')).to.include('install -d -o 1000 -g 1000 -m 700 /data');
  });

  it('starts the program without a shell, so that the program itself receives SIGTERM', () => {
    expect(textsOf('ENTRYPOINT').map(wordsOf)).to.deep.equal([['taskport']]);
    expect(textsOf('CMD').map(wordsOf)).to.deep.equal([['serve']]);
    expect(textsOf('STOPSIGNAL')).to.deep.equal(['SIGTERM']);
    expect(textsOf('HEALTHCHECK').map(wordsOf)).to.deep.equal([['taskport', 'healthcheck', '--timeout', '4']]);
  });

  it('listens on all addresses, and sets neither a secret nor AUTH, which could make the service public', () => {
    const environment = Object.fromEntries(textsOf('ENV').flatMap(pairsOf));
    expect(environment).to.include({ HOST: '0.0.0.0', PORT: '8000', DATA_DIR: '/data', ENVIRONMENT: 'production' });
    expect(Object.keys(environment).filter((name) => /SECRET|TOKEN|PASSWORD|^AUTH$/.test(name))).to.deep.equal([]);
  });

  it('labels the image with the version and the licence of this release', () => {
    const labels = Object.fromEntries(textsOf('LABEL').flatMap(pairsOf));
    expect(labels['org.opencontainers.image.version']).to.equal(release.version);
    expect(labels['org.opencontainers.image.licenses']).to.equal(release.license);
    expect(labels['org.opencontainers.image.base.name']).to.equal(`docker.io/library/${final.base}`);
  });
});

describe('the file .dockerignore', () => {
  const lines = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('excludes everything from the image build except a list of names, which all exist and contain no secret', () => {
    const [all, ...allowed] = lines;
    expect(all).to.equal('*');
    const names = allowed.map((line) => line.replace(/^!/, ''));
    expect(allowed.every((line) => line.startsWith('!'))).to.equal(true);
    expect(names.filter((name) => !existsSync(name))).to.deep.equal([]);
    for (const name of ['.env', '.git', 'data', 'dist', 'node_modules']) expect(names).not.to.include(name);
  });

  it('does not exclude any file or folder that the Dockerfile copies, or that the npm package contains', () => {
    const packed = readFileSync('scripts/pack.ts', 'utf8');
    const asIs = /const AS_IS = \[(.*?)\]/s.exec(packed)?.[1] ?? '';
    const names = [...asIs.matchAll(/'([^'/]+)[^']*'/g)].map(([, name]) => name as string);
    expect(names).to.include('bin');
    const needed = ['src', 'config', 'tools', 'scripts', 'tsconfig.json', ...names.filter((name) => name !== 'dist')];
    for (const name of needed) expect(lines, name).to.include(`!${name}`);
  });
});
