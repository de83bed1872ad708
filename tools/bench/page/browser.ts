import { type Browser, chromium } from 'playwright-core';

/** Where Debian's package `chromium` has its program. */
const PROGRAM = '/usr/bin/chromium';

/** Starts Chromium without what a test machine lacks: a sandbox for root, a GPU and the network of its maker. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: PROGRAM,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync', '--disable-background-networking'],
    ],
  });
}
