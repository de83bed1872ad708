import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

// All browser tests of a run share one Chromium process. Each simulated device is a separate browser context.

/** The path at which Debian's package `chromium` installs the browser. */
const PROGRAM = '/usr/bin/chromium';

const FLAGS = [
  // As root, Chromium starts only without its sandbox.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

const NOT_FOUND = `No browser to test with: there is no ${PROGRAM}, which sh scripts/install-chromium installs on Debian.`;

let browser: Promise<Browser> | undefined;

/**
 * Returns whether Chromium is installed. If it is not, warns now and at the end of the run that tests are skipped.
 *
 * @throws Error in CI if Chromium is not installed
 */
export function hasChromium(): boolean {
  if (existsSync(PROGRAM)) return true;
  if (process.env.CI !== undefined) throw new Error(`${NOT_FOUND} CI must not pass without it.`);
  const reason = `WARNING: ${NOT_FOUND} Tests that need one are skipped.`;
  const { skipReasons = new Set<string>() } = globalThis as { skipReasons?: Set<string> };
  if (!skipReasons.has(reason)) process.stderr.write(`\n  ${reason}\n`);
  // The test reporter, test/support/reporter.cjs, prints these reasons for skipped tests at the end of the run.
  Object.assign(globalThis, { skipReasons: skipReasons.add(reason) });
  return false;
}

/** Returns the browser that all tests of this run share. The first call starts it. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: PROGRAM, args: FLAGS });
  return browser;
}

after(async () => {
  await (await browser)?.close();
});
