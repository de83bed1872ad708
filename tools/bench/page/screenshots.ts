import type { BrowserContextOptions } from 'playwright-core';
import { ask } from '../../support/client.ts';
import { printLine } from '../../support/print-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { KINDS } from '../environment/server-kinds.ts';
import { ServerProcess } from '../environment/server-process.ts';
import { startBrowser } from './browser.ts';
import { sampleTasks } from './sample-tasks.ts';

// Takes the screenshots of the web page for the README: make screenshots

const FOLDER = 'docs/images';

const PICTURES: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['page-light', { viewport: { width: 1200, height: 760 }, colorScheme: 'light' }],
  ['page-dark', { viewport: { width: 1200, height: 760 }, colorScheme: 'dark' }],
  ['page-phone', { viewport: { width: 390, height: 760 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
];

await runTool(async (stack) => {
  const { command, environment } = KINDS.sqlite;
  const server = await ServerProcess.start(command, { ...environment, DATABASE_URL: 'memory:' });
  stack.defer(() => server.stop());
  for (const body of sampleTasks(Temporal.Now.plainDateISO('UTC'))) {
    const { status, text } = await ask('POST', `${server.url}/api/me/tasks`, { body });
    if (status !== 201) throw new Error(text);
  }
  const browser = await startBrowser();
  stack.defer(() => browser.close());
  for (const [name, options] of PICTURES) {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
    const page = await context.newPage();
    await page.goto(`${server.url}/app/today`);
    await page.getByText('Send the quarterly report').waitFor();
    if (name === 'page-light') {
      await page.getByRole('textbox', { name: 'New task' }).fill('Call Ada tomorrow 14:00 !high @phone #Work');
    }
    await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
    printLine(`${FOLDER}/${name}.png`);
    await context.close();
  }
});
