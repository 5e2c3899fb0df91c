import { parseDuration } from '../contract/time.ts';
import { CliError } from './cli-error.ts';

/** `30s`, `10m`, `2h` or `1d` as seconds. */
export function waitSeconds(text: string): number {
  const milliseconds = parseDuration(text) ?? 0;
  if (milliseconds > 0) return milliseconds / 1000;
  throw new CliError('client.usage', `“${text}” is no time to wait.`, {
    hint: 'Write it like 30s, 10m, 2h or 1d; what is to be stopped comes before --wait. To end what runs, say --now.',
  });
}
