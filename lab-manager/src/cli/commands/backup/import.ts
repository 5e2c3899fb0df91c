import { connect } from '../../context.ts';
import type { AddCommand } from '../../command.ts';
import { stopOptions, told, whenBusy, workOf, type JobOptions } from '../run-job.ts';
import { passphraseToOpen, type PassphraseOptions } from './export-passphrase.ts';
import { labNameTyped } from './lab-name.ts';

interface Options extends JobOptions, PassphraseOptions {
  confirm?: string;
  lacking?: true;
}

/** `labctl backup import`: a restore of the whole lab from an export. */
export const addImport: AddCommand = (group, run) => {
  const command = stopOptions(group.command('import'))
    .argument('<file>', 'name of an export in backups/exports of the data root')
    .description('restore the lab from an export; what is there now is put aside until you confirm')
    .option('--confirm <name>', 'the lab’s name, instead of being asked for it')
    .option('--sealed', 'try the passphrase on what is sealed in it: asks for it')
    .option('--passphrase-file <file>', 'the same, read from a file (- is stdin)')
    .option(
      '--lacking',
      'take what can be had, although it lacks something or a database can’t be made anew: that stays as it is now',
    )
    .action((file: string, options: Options) =>
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
