import { isbot } from 'isbot';
import { UAParser } from 'my-ua-parser';
import type { UserAgentFacts } from '../core/enrichment/enrichers.ts';
import type { DeviceKind } from '../core/event/event.ts';
import { remember } from './remember.ts';

/** A shop's visitors share some hundred user agents a day; parsing one costs a hundred times what looking it up does. */
const KEPT = 5_000;

const KINDS: Readonly<Record<string, DeviceKind>> = {
  mobile: 'phone',
  tablet: 'tablet',
  smarttv: 'tv',
  console: 'console',
  wearable: 'wearable',
  embedded: 'other',
  xr: 'wearable',
};

/** Systems of computers: where the library names no device, it is one. */
const DESKTOP =
  /^(?:Windows(?! Phone| Mobile)|Mac OS|macOS|Linux|Ubuntu|Debian|Fedora|Chromium OS|Chrome OS|FreeBSD|OpenBSD|NetBSD|Solaris|BeOS|OS\/2|AmigaOS|Haiku|Unix|CentOS|Mandriva|SUSE|Gentoo|RedHat|Mint|Arch|Slackware)/;

/** What nearly every user agent says of itself: it names no browser. */
const ENGINES: ReadonlySet<string> = new Set(['Mozilla', 'WebKit']);

const kindOf = (userAgent: string, browser?: string, deviceType = '', os = ''): DeviceKind => {
  const kind = KINDS[deviceType];
  if (kind !== undefined) return kind;
  // Runs on phones only, whatever system it says it is on.
  if (browser === 'Opera Mini') return 'phone';
  if (DESKTOP.test(os)) return 'desktop';
  return /\bMobile\b|\bMIDP\b|\bPhone\b/.test(userAgent) ? 'phone' : 'other';
};

/** Is it a program that says so? By `isbot`'s list. */
export const isBot = (userAgent: string): boolean => isbot(userAgent);

const parse = (userAgent: string): UserAgentFacts => {
  if (isBot(userAgent)) return { isBot: true, device: { kind: 'other' } };
  const { device, os, browser } = new UAParser(userAgent).getResult();
  const name = browser.name === undefined || ENGINES.has(browser.name) ? undefined : browser.name;
  return {
    isBot: false,
    device: {
      kind: kindOf(userAgent, name, device.type, os.name),
      ...(os.name === undefined ? {} : { os: os.name }),
      ...(name === undefined ? {} : { browser: name }),
    },
  };
};

/** What a user agent says, by `isbot` and `my-ua-parser`, each text parsed once while it is remembered. */
export const userAgents = (): ((userAgent: string) => UserAgentFacts) => remember(parse, KEPT);
