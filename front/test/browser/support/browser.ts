import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { lab } from './lab.ts';
import { ownNetwork } from './own-network.ts';
import { trustedKey } from './trust.ts';
import { watch, type Watcher } from './watch.ts';

export const artifacts = process.env['ARTIFACTS_DIR'] ?? join(import.meta.dirname, '../../../artifacts');

let browser: Browser | undefined;
let leaveNetwork: () => void = () => undefined;

/** Debian's Chromium; it resolves *.localhost by itself. */
async function start(): Promise<Browser> {
  mkdirSync(artifacts, { recursive: true });
  const { executablePath, env, close } = ownNetwork(process.env['CHROMIUM'] ?? '/usr/bin/chromium', lab.url);
  leaveNetwork = close;
  const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'];
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: [
      ...quiet.map((feature) => `--disable-${feature}`),
      '--no-sandbox',
      `--ignore-certificate-errors-spki-list=${await trustedKey(lab.url, lab.ca)}`,
    ],
  });
}

export async function stop(): Promise<void> {
  await browser?.close();
  browser = undefined;
  leaveNetwork();
}

/** A person at a browser of their own: cookies, pages, and an eye on what the pages complain about. */
export interface Visitor {
  context: BrowserContext;
  page: Page;
  watcher: Watcher;
  /** Leaves; a failed errand leaves a picture, another throws when a page complained about what it didn't expect. */
  leave: (test: { fullTitle: () => string; state?: string | undefined } | undefined) => Promise<void>;
}

export async function visit(): Promise<Visitor> {
  browser ??= await start();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
    colorScheme: 'light',
    acceptDownloads: true,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const watcher = await watch(context);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return {
    context,
    page,
    watcher,
    leave: async (test) => {
      const passed = test?.state === 'passed';
      const name = `failed ${test?.fullTitle() ?? ''}`.replace(/[^a-z0-9]+/gi, '-').slice(0, 120);
      if (!passed) await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
      await context.close();
      if (passed) watcher.expectSilence();
      else watcher.tell();
    },
  };
}
