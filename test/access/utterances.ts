import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Answer, ask } from '../../tools/support/client.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';
import type { Ended, Headers } from './requests.ts';

/** Collects all output of services and commands that others may read: logs, errors, responses and command lines. */
export class Utterances {
  #text = '';

  get text(): string {
    return this.#text;
  }

  add(text: string): void {
    this.#text += `${text}\n`;
  }

  /** Starts a service, and collects its standard output and standard error. */
  start(environment: Headers): ServiceProcess {
    const service = startProcess({ LOG_LEVEL: 'trace', ...environment });
    for (const stream of [service.child.stdout, service.child.stderr]) {
      stream.on('data', (chunk) => {
        this.#text += chunk;
      });
    }
    return service;
  }

  /** Collects the standard error of a command. Its standard output is not collected, because it may be a new secret. */
  ended(ended: Ended): Ended {
    this.add(ended.errors);
    return ended;
  }

  /** Sends a request, and collects status, headers and body of the answer, except a new token and `Set-Cookie`. */
  async ask(method: string, url: string, options: { headers?: Headers; body?: unknown } = {}): Promise<Answer> {
    const answer = await ask(method, url, { ...options, headers: { Connection: 'close', ...options.headers } });
    const { 'set-cookie': _, ...headers } = answer.headers;
    this.add(`${answer.status} ${JSON.stringify(headers)}`);
    if (!(method === 'POST' && url.endsWith('/tokens') && answer.status === 201)) this.add(answer.text);
    return answer;
  }

  /** Collects the command lines of a process and its children, as `ps` shows them. */
  addCommandLines(pid: number): void {
    if (!existsSync('/proc/self/cmdline')) return;
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    expect(line).to.include('src/main.ts');
    this.add(line);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    for (const child of children) this.addCommandLines(Number(child));
  }
}
