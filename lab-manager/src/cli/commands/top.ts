import { InvalidArgumentError } from 'commander';
import { connect, type Context } from '../context.ts';
import { figuresText } from '../output/figures-text.ts';
import type { AddCommand } from '../command.ts';
import type { LabClient } from '../client/lab-client.ts';
import { pause } from '../../wake.ts';

interface Options {
  once?: boolean;
  interval: number;
}

/** `labctl top`: what every service uses, beside its limits; on a terminal again and again until Ctrl-C. */
export const top: AddCommand = (parent, run) => {
  const command = parent
    .command('top')
    .description('show what the services and the machine use, beside their limits')
    .option('--once', 'print it once, also on a terminal')
    .option('-i, --interval <seconds>', 'how often, from 1 to 60', seconds, 2)
    .action(({ once, interval }: Options) =>
      run(command, async (context) => {
        const client = await connect(context);
        const live = context.terminal.redraws && !context.print.json && once !== true;
        if (live) await watch(context, client, interval * 1000);
        else {
          const figures = await client.call('getFigures');
          context.print.result(figures, () => figuresText(context.terminal, figures));
        }
      }),
    );
};

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 60) return value;
  throw new InvalidArgumentError('Write a whole number from 1 to 60.');
}

/** Ctrl-C is how one leaves it, and no failure. */
async function watch(context: Context, client: LabClient, everyMs: number): Promise<void> {
  const { signal, terminal } = context;
  while (!signal.aborted) {
    const figures = await unlessLeft(client.call('getFigures', { signal }), signal);
    if (figures !== undefined) terminal.redraw(figuresText(terminal, figures));
    await pause(everyMs, signal);
  }
}

async function unlessLeft<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
