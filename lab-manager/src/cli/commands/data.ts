import { basename } from 'node:path';
import type { Command } from 'commander';
import { downloadTarget, save } from '../client/download.ts';
import { GlabClient, listOf, resource } from '../client/glab-client.ts';
import { upload } from '../client/upload.ts';
import { connect } from '../context.ts';
import { bytes, table } from '../output/style.ts';
import type { AddCommand, Run } from '../command.ts';
import { environmentOption, type EnvironmentOptions } from './environment-option.ts';

interface DownloadOptions extends EnvironmentOptions {
  output: string;
  force?: boolean;
}

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
        const id = await upload(glab, file, {
          signal: context.signal,
          onProgress: (sent, total) =>
            context.terminal.progress(`${basename(file)}: ${bytes(sent)} of ${bytes(total)}`),
        });
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
    .option('-o, --output <file>', 'where to: a file, a folder, or - for stdout', '.')
    .option('--force', 'write over a file that is there')
    .action((id: string, { env, output, force = false }: DownloadOptions) =>
      run(command, async (context) => {
        const glab = await GlabClient.of(await connect(context), env);
        const path = `/resources/${encodeURIComponent(id)}`;
        const found = await glab.get(path, resource);
        const target = await downloadTarget({ output, name: found.name, force });
        await save(await glab.stream(`${path}/content`, context.signal), target, context.signal);
        if (target.kind !== 'stdout')
          context.print.result({ ...found, file: target.path }, () => target.path);
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
