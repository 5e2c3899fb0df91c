import type { Page } from 'playwright-core';

/** Opens an address, again when a container that came or went cut the browser's connections. */
export async function go(page: Page, url: string): Promise<void> {
  for (let left = 5; ; left -= 1) {
    try {
      await page.goto(url);
      return;
    } catch (error) {
      if (left === 0 || !String(error).includes('ERR_NETWORK_CHANGED')) throw error;
    }
  }
}
