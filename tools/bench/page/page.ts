import type { BrowserContext, Page } from 'playwright-core';
import { ask } from '../../support/client.ts';
import { printLine } from '../../support/print-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { numberOf } from '../../support/settings.ts';
import { percentile, spread } from '../../support/statistics.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { KINDS } from '../environment/server-kinds.ts';
import { ServerProcess } from '../environment/server-process.ts';
import { startBrowser } from './browser.ts';
import { installWatch, scroll } from './in-page.ts';

// Measures the web page in a real browser: the delay until a typed task is seen in the same tab, in another tab and on
// another device, and how fast the page opens and scrolls with many tasks.
//
//     make page-speed [TASKS=10000] [ROUNDS=20]

/** The maximum number of commands in a batch request. */
const BATCH = 100;

interface Watched {
  seen(title: string, isPainted: boolean): Promise<number>;
  readonly entered: number;
}

await runTool(async (stack) => {
  const count = numberOf('TASKS', 10_000, 100, 100_000);
  const rounds = numberOf('ROUNDS', 20, 1, 1_000);
  const { command, environment } = KINDS.sqlite;
  const server = await ServerProcess.start(command, { ...environment, DATA_DIR: temporaryFolder() });
  stack.defer(() => server.stop());
  const browser = await startBrowser();
  stack.defer(() => browser.close());
  await fill(server.url, count);

  const [here, elsewhere] = [await browser.newContext(), await browser.newContext()];
  const page = await open(here, server.url, `Task ${count}`);
  report('opens with a warm replica, ms to the list', await repeat(10, () => openAgain(page, `Task ${count}`)));
  await cdpReport(here, page);
  const lengths = await page.evaluate(scroll, { pixels: 300, frames: 300 });
  const sorted = lengths.toSorted((a, b) => a - b);
  printLine(
    `scrolls ${lengths.length} frames: median ${percentile(sorted, 50).toFixed(1)} ms, p95 ${percentile(sorted, 95).toFixed(1)} ms, longest ${sorted.at(-1)?.toFixed(1)} ms`,
  );
  const tab = await open(here, server.url, `Task ${count}`);
  const device = await open(elsewhere, server.url, `Task ${count}`);
  await page.bringToFront();
  await page.evaluate(() => document.scrollingElement?.scrollTo(0, 0));
  const [inPage, inTab, onDevice]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < rounds; i++) {
    const title = `Typed ${i}`;
    const seen = [page.evaluate(waitFor, title), tab.evaluate(waitForDocument, title), device.evaluate(waitFor, title)];
    await page.getByRole('textbox', { name: 'New task' }).fill(title);
    await page.keyboard.press('Enter');
    const [own = 0, other = 0, far = 0] = await Promise.all(seen);
    const entered = await page.evaluate(() => (globalThis as unknown as Watched).entered);
    inPage.push(own - entered);
    inTab.push(other - entered);
    onDevice.push(far - entered);
  }
  report('a typed task is seen, ms after Enter', inPage);
  report('in the document of another tab, ms after Enter', inTab);
  report('on another device, ms after Enter', onDevice);
});

/** Runs in the browser page. Resolves with the time at which a task with this title is painted. */
function waitFor(title: string): Promise<number> {
  return (globalThis as unknown as Watched).seen(title, true);
}

/** Runs in the browser page. Resolves with the time at which a task with this title is in the document. */
function waitForDocument(title: string): Promise<number> {
  return (globalThis as unknown as Watched).seen(title, false);
}

async function fill(url: string, count: number): Promise<void> {
  for (let i = 0; i < count; i += BATCH) {
    const operations = Array.from({ length: Math.min(BATCH, count - i) }, (_, j) => ({
      op: 'create',
      task: { title: `Task ${i + j + 1}`, description: j % 3 === 0 ? 'Some words about it' : null },
    }));
    const { status, text } = await ask('POST', `${url}/api/me/tasks/batch`, { body: { operations } });
    if (status !== 200) throw new Error(text);
  }
}

async function open(context: BrowserContext, url: string, title: string): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(installWatch);
  await page.goto(`${url}/app/inbox`);
  await page.evaluate(waitFor, title);
  // Waits until the first sync has ended: a new device downloads all tasks before it follows changes.
  await page.getByText('Up to date').first().waitFor({ timeout: 120_000, state: 'attached' });
  return page;
}

/** Reloads the page; returns the milliseconds from the start of the navigation until the list is painted. */
async function openAgain(page: Page, title: string): Promise<number> {
  await page.reload({ waitUntil: 'commit' });
  const seen = await page.evaluate(waitFor, title);
  return page.evaluate((seen) => seen - performance.timeOrigin, seen);
}

async function cdpReport(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const used = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  printLine(`memory of the page: ${(used / 2 ** 20).toFixed(1)} MiB of JavaScript heap`);
}

async function repeat(times: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < times; i++) values.push(await measure());
  return values;
}

function report(what: string, values: readonly number[]): void {
  const { median, min, max } = spread(values);
  printLine(`${what}: ${median.toFixed(1)} (${min.toFixed(1)} to ${max.toFixed(1)})`);
}
