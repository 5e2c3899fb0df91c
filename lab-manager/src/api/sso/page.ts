import type { Response } from 'express';

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A page of a heading, a sentence and a link; it needs no script and no style of its own. */
export function sendPage(
  response: Response,
  status: number,
  page: { title: string; text: string; link: { href: string; text: string } },
): void {
  response.status(status);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(page.title)}</title>
<main>
<h1>${escape(page.title)}</h1>
<p>${escape(page.text)}</p>
<p><a href="${escape(page.link.href)}">${escape(page.link.text)}</a></p>
</main>
</html>
`);
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}
