import type { Page } from 'playwright-core';
import { lab, owner } from './lab.ts';

export async function fillSignIn(page: Page, password = owner.password): Promise<void> {
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signIn(page: Page): Promise<void> {
  await page.goto(`${lab.url}/sign-in`);
  await fillSignIn(page);
  await page.getByRole('heading', { name: 'Status', level: 1 }).waitFor();
}
