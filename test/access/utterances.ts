import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Answer, ask } from '../../tools/support/client.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';
import type { Ended, Headers } from './requests.ts';

/** All that services and commands say where somebody else may read it: output, errors, metrics, and the process list. */
export class Utterances {
  #text = '';

  get text(): string {
    return this.#text;
  }

  add(text: string): void {
    this.#text += `${text}\n`;
  }

  /** Starts a service, and collects what it prints. */
  start(environment: Headers): ServiceProcess {
    const service = startProcess({ LOG_LEVEL: 'trace', ...environment });
    for (const stream of [service.child.stdout, service.child.stderr]) {
      stream.on('data', (chunk) => {
        this.#text += chunk;
      });
    }
    return service;
  }

  /** Collects what a command prints as errors. Its standard output may be a secret, which it prints once. */
  ended(ended: Ended): Ended {
    this.add(ended.errors);
    return ended;
  }

  /** Sends a request, and collects the status and the headers of the answer, and the body if it must have no secret. */
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
