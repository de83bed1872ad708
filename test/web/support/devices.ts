import { expect } from 'chai';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { hasChromium, sharedBrowser } from './chromium.ts';

/** A simulated device: a browser context with its own storage, service worker and network. */
export interface Device {
  readonly context: BrowserContext;
  /** The first tab of the device. */
  readonly page: Page;
  /** Opens another tab in the browser of the device. */
  newTab(): Promise<Page>;
  /** Makes the test ignore errors that match a pattern, such as failed requests while there is no network. */
  allow(fault: RegExp): void;
}

/**
 * Lets the tests of a suite open simulated devices, and closes the devices after each test. The test fails if a device
 * had a console error, an uncaught error, a failed request or a violation of the Content-Security-Policy.
 *
 * @returns a function that opens a device
 */
export function devices(): (options?: BrowserContextOptions) => Promise<Device> {
  const isMissing = !hasChromium();
  let opened: { readonly context: BrowserContext; readonly faults: string[]; readonly allowed: RegExp[] }[] = [];

  before(function () {
    if (isMissing) this.skip();
  });

  afterEach(async () => {
    const faults = opened.flatMap(({ faults, allowed }) =>
      faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault))),
    );
    const contexts = opened.map(({ context }) => context);
    opened = [];
    await Promise.all(contexts.map((context) => context.close()));
    expect(faults).to.deep.equal([]);
  });

  return async (options = {}) => {
    const context = await (await sharedBrowser()).newContext({ locale: 'en-GB', ...options });
    const [faults, allowed]: [string[], RegExp[]] = [[], []];
    opened.push({ context, faults, allowed });
    await watch(context, (fault) => faults.push(fault));
    const page = await context.newPage();
    return { context, page, newTab: () => context.newPage(), allow: (fault) => allowed.push(fault) };
  };
}

/** Reports each error in a browser context as a text that begins with the kind of the error. */
async function watch(context: BrowserContext, report: (fault: string) => void): Promise<void> {
  context.on('console', (message) => {
    if (message.type() === 'error') report(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => report(`uncaught: ${error.error().stack ?? error.error()}`));
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // An aborted request is no error: the page was left, or has closed a stream.
    if (reason !== 'net::ERR_ABORTED') report(`request: ${request.method()} ${request.url()} ${reason}`);
  });
  await context.exposeBinding('reportViolation', (_, text: string) => report(`policy: ${text}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      const { reportViolation } = globalThis as unknown as { reportViolation(text: string): void };
      reportViolation(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
}
