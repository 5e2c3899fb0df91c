import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';

export interface Watcher {
  /** Answers that the errand itself provokes: the browser logs each as an error of the page. */
  expectStatus: (...statuses: number[]) => void;
  expectSilence: () => void;
  /** For whoever reads why an errand failed. */
  tell: () => void;
}

/** Everything pages complain about: errors in the console, uncaught ones, and violations of the content policy. */
export async function watch(context: BrowserContext): Promise<Watcher> {
  const complaints: string[] = [];
  const expected = new Set<number>();

  await context.exposeBinding('reportViolation', (_source, text: string) => {
    complaints.push(`content policy: ${text}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { reportViolation } = window as unknown as { reportViolation: (text: string) => void };
      reportViolation(`${event.violatedDirective} ${event.blockedURI} in ${event.sourceFile}`);
    });
  });
  const listen = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error')
        complaints.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => {
      complaints.push(`uncaught: ${error.message}`);
    });
  };
  context.on('page', listen);

  const provoked = (complaint: string) =>
    [...expected].some((status) => complaint.includes(`responded with a status of ${String(status)} `));
  return {
    tell: () => {
      complaints.forEach((complaint) => {
        console.log(`      ${complaint}`);
      });
    },
    expectStatus: (...statuses) => {
      statuses.forEach((status) => expected.add(status));
    },
    expectSilence: () => {
      expect(complaints.filter((complaint) => !provoked(complaint))).to.deep.equal([]);
    },
  };
}
