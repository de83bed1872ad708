import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from '../../tools/support/free-port.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';

/** A kind of reverse proxy, such as nginx, and how to run it with our example configuration. */
export interface ProxyKind {
  readonly program: string;
  /**
   * Writes the configuration file. Returns the arguments of the program, and a pattern of the line that it prints when
   * it is ready.
   */
  prepare(files: ProxyFiles): { readonly args: readonly string[]; readonly ready: RegExp };
}

interface ProxyFiles {
  /** An empty folder for the files of the proxy. */
  readonly folder: string;
  readonly port: number;
  /** The host and port of the service, such as `127.0.0.1:8000`. */
  readonly service: string;
  /** The folder with the files `cert` and `key`, the TLS certificate of the proxy and its key. */
  readonly certificate: string;
}

export const NGINX: ProxyKind = {
  program: 'nginx',
  prepare({ folder, port, service, certificate }) {
    const server = replaced('deploy/proxy/nginx.conf', [
      ['127.0.0.1:8000', service],
      ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
      ['/etc/ssl/home.example.crt', join(certificate, 'cert')],
      ['/etc/ssl/home.example.key', join(certificate, 'key')],
    ]);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder};`);
    // Compression is on, as in Debian's nginx.conf. Our example switches it off for some paths, which the tests check.
    const http = `include /etc/nginx/mime.types; access_log off; gzip on; gzip_types application/json; ${paths.join(' ')}`;
    const config = join(folder, 'nginx.conf');
    writeFileSync(
      config,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr notice; events {} http { ${http}\n${server} }`,
    );
    return { args: ['-p', folder, '-c', config, '-e', 'stderr'], ready: /using the "\w+" event method/ };
  },
};

export const CADDY: ProxyKind = {
  program: 'caddy',
  prepare({ folder, port, service, certificate }) {
    const site = replaced('deploy/proxy/Caddyfile', [
      ['127.0.0.1:8000', service],
      [
        'home.example {',
        `https://home.example:${port} {\n\tbind 127.0.0.1\n\ttls ${certificate}/cert ${certificate}/key\n`,
      ],
    ]);
    const config = join(folder, 'Caddyfile');
    writeFileSync(config, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
    return { args: ['run', '--adapter', 'caddyfile', '--config', config], ready: /serving initial configuration/ };
  },
};

const running = new Set<ChildProcess>();

/** Starts a reverse proxy, and resolves with its port when it accepts requests. */
export async function startProxy(
  path: string,
  kind: ProxyKind,
  files: Pick<ProxyFiles, 'service' | 'certificate'>,
): Promise<number> {
  const [folder, port] = [temporaryFolder(), await freePort()];
  const { args, ready } = kind.prepare({ ...files, folder, port });
  const child = spawn(path, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { HOME: folder, PATH: process.env.PATH },
  });
  running.add(child);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr as Readable })) {
    lines.push(line);
    if (!ready.test(line)) continue;
    child.stderr.resume();
    return port;
  }
  throw new Error(`${path} has ended: ${lines.join('\n')}`);
}

export function stopProxies(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

process.on('exit', stopProxies);

/** Returns the text of a file, in which some parts are replaced. @throws Error if a part is not in the file */
function replaced(file: string, changes: readonly (readonly [part: string, by: string])[]): string {
  let text = readFileSync(file, 'utf8').replaceAll(/^\s*#.*\n/gm, '');
  for (const [part, by] of changes) {
    if (!text.includes(part)) throw new Error(`${file} has no ${part}`);
    text = text.replace(part, by);
  }
  return text;
}
