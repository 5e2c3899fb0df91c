import { downloadTarget, save } from '../../client/download.ts';
import { connect } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { repositoryName, repositoryOption, type RepositoryOptions } from './repository-option.ts';

interface Options extends RepositoryOptions {
  output: string;
  force?: boolean;
}

/** `labctl backup download`: one file of a snapshot, without restoring anything. */
export const addDownload: AddCommand = (group, run) => {
  const command = repositoryOption(group.command('download'))
    .argument('<snapshot>', 'its id, or the first eight digits of it')
    .argument('<path>', 'as labctl backup browse shows it')
    .description('download one file of a snapshot; nothing in the lab changes')
    .option('-o, --output <file>', 'where to: a file, a folder, or - for stdout', '.')
    .option('--force', 'write over a file that is there')
    .action((snapshot: string, path: string, options: Options) =>
      run(command, async (context) => {
        const { signal } = context;
        const client = await connect(context);
        const repository = await repositoryName(client, options, signal);
        const { output, force = false } = options;
        const target = await downloadTarget({ output, name: nameOf(path), force });
        const body = await client.stream('downloadFromSnapshot', {
          params: { repository, snapshot },
          query: { path },
          signal,
        });
        await save(body, target, signal);
        if (target.kind !== 'stdout')
          context.print.result({ repository, snapshot, path, file: target.path }, () => target.path);
      }),
    );
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
