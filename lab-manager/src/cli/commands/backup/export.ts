import { connect } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, told, whenBusy, type JobOptions } from '../run-job.ts';
import { passphraseToSeal, type PassphraseOptions } from './export-passphrase.ts';

/** `labctl backup export`: everything as one plain file. */
export const addExport: AddCommand = (group, run) => {
  const command = jobOptions(group.command('export'))
    .argument('[file]', 'its name, with .tar at the end; made of the lab’s name and the time otherwise')
    .description('write everything of the lab into one plain tar in backups/exports of the data root')
    .option('--passphrase-file <file>', 'what accounts, passwords and keys are sealed with (- is stdin)')
    .action((file: string | undefined, options: JobOptions & PassphraseOptions) =>
      run(command, async (context) => {
        const client = await connect(context);
        const passphrase = await passphraseToSeal(context, options);
        const body = {
          ...(file !== undefined && { file }),
          ...(passphrase !== undefined && { passphrase }),
          whenBusy: whenBusy(options),
        };
        return told(context, client, await client.call('exportLab', { body }), options);
      }),
    );
};
