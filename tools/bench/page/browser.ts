import { type Browser, chromium } from 'playwright-core';

/** The path of Chromium when installed from Debian's package `chromium`. */
const PROGRAM = '/usr/bin/chromium';

/** Starts Chromium without a GPU, without background requests to Google, and, for root, without a sandbox. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: PROGRAM,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync', '--disable-background-networking'],
    ],
  });
}
