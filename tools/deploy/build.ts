import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { baseRoot } from './base-root.ts';
import { type Instruction, pairsOf, stagesOf, wordsOf } from './dockerfile.ts';
import type { Image } from './image.ts';
import { inRoot } from './in-root.ts';

type Draft = { -readonly [Name in keyof Image]: Image[Name] };

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Runs the steps of the Dockerfile in Debian root folders, in place of Docker images. Needs root and debootstrap.
 *
 * @param folder the folder in which each build stage gets its root folder
 * @param print is called with each step
 */
export function build(folder: string, print: (line: string) => void): Image {
  const roots = new Map<string, string>();
  let image: Image | undefined;
  for (const [i, { base, name, instructions }] of stagesOf(readFileSync('Dockerfile', 'utf8')).entries()) {
    print(`FROM ${base}`);
    const root = join(folder, name || `stage-${i}`);
    baseRoot(root, base, print);
    roots.set(name, root);
    const draft: Draft = { ...EMPTY, root };
    for (const instruction of instructions) {
      print(`${instruction.name} ${instruction.text.slice(0, 100)}`);
      carryOut(instruction, draft, roots);
    }
    image = draft;
  }
  if (image === undefined) throw new Error('The Dockerfile has no stage');
  return image;
}

const EMPTY: Omit<Image, 'root'> = {
  environment: { PATH },
  user: '0:0',
  folder: '/',
  command: [],
  healthcheck: [],
  volumes: [],
  stopSignal: 'SIGTERM',
};

function carryOut({ name, flags, text }: Instruction, draft: Draft, roots: ReadonlyMap<string, string>): void {
  switch (name) {
    case 'RUN':
      run(draft, text);
      break;
    case 'COPY':
      copy(draft, text.split(/\s+/), flags.from === undefined ? undefined : roots.get(flags.from));
      break;
    case 'WORKDIR':
      draft.folder = text;
      mkdirSync(join(draft.root, text), { recursive: true });
      break;
    case 'ENV':
      draft.environment = { ...draft.environment, ...Object.fromEntries(pairsOf(text)) };
      break;
    case 'USER':
      draft.user = text;
      break;
    case 'VOLUME':
      draft.volumes = [...draft.volumes, text];
      break;
    case 'STOPSIGNAL':
      draft.stopSignal = text;
      break;
    case 'HEALTHCHECK':
      draft.healthcheck = wordsOf(text);
      break;
    case 'ENTRYPOINT':
    case 'CMD':
      draft.command = [...draft.command, ...wordsOf(text)];
      break;
    case 'LABEL':
    case 'EXPOSE':
      break;
    default:
      throw new Error(`${name} is an instruction that this tool does not know`);
  }
}

function run(image: Image, script: string): void {
  const [command, ...args] = inRoot(image, ['sh', '-c', script], { networked: true });
  const { status } = spawnSync(command as string, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`RUN ${script} has ended with ${status}`);
}

/** Carries out a COPY instruction: copies from another stage, or the project's files that .dockerignore allows. */
function copy({ root, folder }: Image, paths: readonly string[], stage: string | undefined): void {
  const target = resolve(folder, paths.at(-1) ?? '');
  const into = join(root, target);
  for (const source of paths.slice(0, -1)) {
    if (stage !== undefined) cpSync(join(stage, source), into, { recursive: true, verbatimSymlinks: true });
    else if (source === '.') for (const name of allowed()) cpSync(name, join(into, name), { recursive: true });
    else if (!allowed().includes(source)) throw new Error(`COPY ${source}: .dockerignore excludes it`);
    else cpSync(source, join(into, basename(source)));
  }
}

/** Returns the file names that .dockerignore, which first excludes all files, allows with `!`. */
function allowed(): string[] {
  const [all, ...names] = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (all !== '*' || names.some((name) => !/^!\.?[\w.-]+$/.test(name)))
    throw new Error('.dockerignore must exclude everything, and then allow names');
  return names.map((name) => name.slice(1)).filter((name) => existsSync(name));
}
