import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of the machine: CHROMIUM_PATH, else Debian's. Where there is none, the error says what to install. */
export const launchChromium = async (): Promise<Browser> => {
  const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new Error(
      `No Chromium at ${path}. Install it with "apt-get install -y chromium", or set CHROMIUM_PATH to another one.`,
    );
  }
  return chromium.launch({ executablePath: path, args: FLAGS });
};
