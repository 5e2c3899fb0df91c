import { connect } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { jobOptions, stopOptions, told, whenBusy, workOf, type JobOptions } from '../run-job.ts';
import { passphraseToOpen, passphraseToSeal, type PassphraseOptions } from './export-passphrase.ts';
import { labNameTyped } from './lab-name.ts';

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

type ImportOptions = JobOptions & PassphraseOptions & { confirm?: string; lacking?: true };

/** `labctl backup import`: a restore of the whole lab from such a file. */
export const addImport: AddCommand = (group, run) => {
  const command = stopOptions(group.command('import'))
    .argument('<file>', 'name of an export in backups/exports of the data root')
    .description('restore the lab from an export; what is there now is put aside until you confirm')
    .option('--confirm <name>', 'the lab’s name, instead of being asked for it')
    .option('--sealed', 'try the passphrase on what is sealed in it: asks for it')
    .option('--passphrase-file <file>', 'the same, read from a file (- is stdin)')
    .option('--lacking', 'take it although it lacks something: that stays as it is now')
    .action((file: string, options: ImportOptions) =>
      run(command, async (context) => {
        const client = await connect(context);
        const confirm = options.confirm ?? (await labNameTyped(context, client));
        const passphrase = await passphraseToOpen(context, options);
        const body = {
          ...{ file, confirm, whenBusy: whenBusy(options), ...workOf(options) },
          ...(passphrase !== undefined && { passphrase }),
          ...(options.lacking === true && { lacking: true }),
        };
        return told(context, client, await client.call('importLab', { body }), options);
      }),
    );
};
