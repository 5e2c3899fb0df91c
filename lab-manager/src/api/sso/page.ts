import type { Response } from 'express';

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export interface Page {
  title: string;
  text: string;
  link: { href: string; text: string };
  /** After so many seconds the browser goes by itself where the link leads. */
  againSeconds?: number;
  form?: Form;
}

/** Sent to this very host. */
export interface Form {
  action: string;
  fields: readonly Field[];
  button: string;
}

interface Field {
  name: string;
  /** Undefined: nothing to be seen of it. */
  label?: string;
  type: 'email' | 'password' | 'hidden';
  value?: string;
}

/** A page of a heading, a sentence, a link and at most one form; it needs no script and no style of its own. */
export function sendPage(response: Response, status: number, page: Page): void {
  const { title, text, link, againSeconds, form } = page;
  response.status(status);
  if (form !== undefined) allowForm(response);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${againSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${againSeconds};url=${escape(link.href)}">\n`}<title>${escape(title)}</title>
<main>
<h1>${escape(title)}</h1>
<p>${escape(text)}</p>
${form === undefined ? '' : `${formText(form)}\n`}<p><a href="${escape(link.href)}">${escape(link.text)}</a></p>
</main>
</html>
`);
}

/** Pages without a form may send none. */
function allowForm(response: Response): void {
  const policy = String(response.getHeader('Content-Security-Policy') ?? '');
  response.setHeader('Content-Security-Policy', policy.replace("form-action 'none'", "form-action 'self'"));
}

function formText({ action, fields, button }: Form): string {
  return `<form method="post" action="${escape(action)}">
${fields.map(fieldText).join('\n')}
<p><button type="submit">${escape(button)}</button></p>
</form>`;
}

function fieldText({ name, label, type, value = '' }: Field): string {
  const input = `<input type="${type}" name="${escape(name)}" value="${escape(value)}"`;
  if (label === undefined) return `${input}>`;
  const filled = type === 'email' ? 'username' : 'current-password';
  return `<p><label>${escape(label)} ${input} autocomplete="${filled}" required></label></p>`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}
