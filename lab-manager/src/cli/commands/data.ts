import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { GlabClient, listOf, resource, type Resource } from '../client/glab-client.ts';
import { upload } from '../client/upload.ts';
import { connect, type Context } from '../context.ts';
import { bytes, table } from '../output/style.ts';
import type { AddCommand, Run } from '../command.ts';
import { environmentOption, type EnvironmentOptions } from './environment-option.ts';

/** `labctl data upload|list|download|remove`: the files and tables of an environment. */
export const data: AddCommand = (parent, run) => {
  const group = parent
    .command('data')
    .description('files and tables of an environment: upload, list, download, remove');
  addUpload(group, run);
  addList(group, run);
  addDownload(group, run);
  addRemove(group, run);
};

function addUpload(group: Command, run: Run): void {
  const command = environmentOption(group.command('upload'))
    .argument('<file>')
    .description('upload a file; prints its resource')
    .action((file: string, options: EnvironmentOptions) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        const id = await upload(glab, file, (sent, total) =>
          context.terminal.progress(`${basename(file)}: ${bytes(sent)} of ${bytes(total)}`),
        );
        context.terminal.progressDone();
        const made = await glab.get(`/resources/${id}`, resource);
        context.print.result(made, () => made.id);
      }),
    );
}

function addList(group: Command, run: Run): void {
  const command = environmentOption(group.command('list'))
    .description('resources, newest first')
    .option('-n, --limit <count>', 'how many', '50')
    .action((options: EnvironmentOptions & { limit: string }) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        const reply = await glab.get(
          `/resources?limit=${encodeURIComponent(options.limit)}`,
          listOf(resource),
        );
        context.print.result(reply, () =>
          reply.items.length === 0
            ? 'No data yet. Upload some with: labctl data upload FILE'
            : table(reply.items.map(({ id, name, kind, size }) => [id, kind, bytes(size), name])),
        );
      }),
    );
}

function addDownload(group: Command, run: Run): void {
  const command = environmentOption(group.command('download'))
    .argument('<resource>')
    .description('download a resource')
    .option('-o, --output <file>', 'where to; - is stdout; by default its own name in this folder')
    .action((id: string, options: EnvironmentOptions & { output?: string }) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        const found = await glab.get(`/resources/${encodeURIComponent(id)}`, resource);
        const target = options.output ?? basename(found.name);
        await save(context, glab, found, target);
        if (target !== '-') context.print.result({ ...found, file: target }, () => target);
      }),
    );
}

function addRemove(group: Command, run: Run): void {
  const command = environmentOption(group.command('remove'))
    .argument('<resource>')
    .description('delete a resource for good')
    .action((id: string, options: EnvironmentOptions) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), options.env);
        await glab.delete(`/resources/${encodeURIComponent(id)}`);
        context.print.result({ id }, () => `Removed ${id}.`);
      }),
    );
}

/** Under another name until it is whole, so that half a file is never taken for the result. */
async function save(context: Context, glab: GlabClient, found: Resource, target: string): Promise<void> {
  const body = await glab.stream(`/resources/${encodeURIComponent(found.id)}/content`, context.signal);
  if (target === '-') return pipeline(body, process.stdout, { end: false });
  const part = `${target}.part`;
  try {
    await pipeline(body, createWriteStream(part));
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
