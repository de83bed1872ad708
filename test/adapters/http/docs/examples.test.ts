import { expect } from 'chai';
import { curlOf } from '../../../../src/adapters/http/docs/examples/curl.ts';
import type { Example } from '../../../../src/adapters/http/docs/examples/example.ts';
import { operationExamples } from '../../../../src/adapters/http/docs/examples/stories.ts';
import { guidesFor } from '../../../../src/adapters/http/docs/guides/guides.ts';
import { ask } from '../../../../tools/support/client.ts';
import { Events } from '../../../support/events.ts';
import { startRequired, storeToken } from '../../../support/service/required-service.ts';
import { startService } from '../../../support/service/service.ts';
import { curlRequest } from '../../../support/shown/curl.ts';
import { ShownAnswers } from '../../../support/shown/shown-answers.ts';

/** The parts of an answer that a test compares. */
interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** A running service for the examples, with an API token if the service requires one. */
interface Served {
  readonly url: string;
  readonly token?: string;
  close?(): Promise<void>;
}

const MODES: Record<string, { isOpen: boolean; start: () => Promise<Served> }> = {
  'in open mode': { isOpen: true, start: () => startService({ kind: 'memory' }) },
  'that asks for a token': {
    isOpen: false,
    async start() {
      const service = await startRequired({ kind: 'memory' });
      const { secret } = await storeToken(service);
      return { url: service.url, token: secret, close: () => service.close() };
    },
  },
};

for (const [mode, { isOpen, start }] of Object.entries(MODES)) {
  describe(`the examples of /docs on a service ${mode}`, () => {
    it('get the same answers from the service as the page shows for every API operation', async () => {
      await expectStory(Object.values(operationExamples(isOpen)).flat());
    });

    for (const { title, parts } of guidesFor(isOpen)) {
      it(`get the same answers from the service as the page shows in the guide "${title}"`, async () => {
        await expectStory(parts.filter((part): part is Example => typeof part === 'object' && 'sent' in part));
      });
    }
  });

  /** Runs the commands of examples in order on a new service, and compares the answers with the shown ones. */
  async function expectStory(story: readonly Example[]): Promise<void> {
    const { url, token = '', close } = await start();
    const answers = new ShownAnswers();
    for (const { sent, got } of story) {
      const command = curlOf(sent, { url, asksToken: !isOpen });
      const answer = await run(answers.expand(command).replace('$TOKEN', token));
      const { status, headers = {}, body = '' } = got;
      expect(answer.status, `${command}\n${answer.text}`).to.equal(status);
      const shown = typeof body === 'string' ? body : JSON.stringify(body);
      answers.compare(answer.text, shown, command);
      for (const [name, value] of Object.entries(headers))
        answers.compare(String(answer.headers[name.toLowerCase()]), value, `${command}: ${name}`);
    }
    await close?.();
  }
}

/** Sends the request of a curl command. For an event stream, returns the text of the first event. */
async function run(command: string): Promise<Answered> {
  const { method, url, headers, body } = curlRequest(command);
  const all = { 'User-Agent': 'curl/8.5.0', ...headers };
  if (headers.Accept !== 'text/event-stream') return ask(method, url, { headers: all, body });
  const events = await Events.open(url, all);
  const event = await events.next();
  events.cut();
  return { status: events.status, headers: events.headers, text: `id: ${event?.id}\ndata: ${event?.data}` };
}
