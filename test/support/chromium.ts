import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.TEST_CHROMIUM_PATH ?? '';

/** Describes tests that need a browser; they are skipped if the global setup found none. */
export const describeInChromium = executablePath !== '' ? describe : describe.skip;

export function launchChromium(...args: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });
}
