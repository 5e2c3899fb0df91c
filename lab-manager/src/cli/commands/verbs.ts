import { verbs, type Scope, type Verb } from '../../contract/index.ts';
import type { AddCommand } from '../command.ts';
import { confirm } from '../output/confirm.ts';
import { jobOptions, runJob, stopOptions, type JobOptions } from './run-job.ts';

const anything = '`lab` for everything, an environment (prod, dev), or a service (prod-glab)';

/** A command per verb of the contract: what it is asked of, and in whose words it is explained, stands there. */
const verb =
  (kind: Verb, options = jobOptions): AddCommand =>
  (parent, run) => {
    const scopes: readonly Scope[] = verbs[kind].scopes;
    const command = options(parent.command(kind)).description(verbs[kind].about);
    if (scopes.includes('lab')) command.argument('[target]', anything, 'lab');
    else command.argument('<environment>', 'prod or dev');
    command.action((target: string, options: JobOptions) =>
      run(command, (context) => runJob(context, kind, target, options)),
    );
  };

/** Takes away what people see: asked first, unless told not to. */
export const uninstall: AddCommand = (parent, run) => {
  const command = stopOptions(parent.command('uninstall'))
    .argument('[target]', anything, 'lab')
    .option('-y, --yes', 'do not ask')
    .description(verbs.uninstall.about)
    .action((target: string, options: JobOptions & { yes?: boolean }) =>
      run(command, async (context) => {
        const what = target === 'lab' ? 'the whole lab' : target;
        if (!options.yes) await confirm(context, `Uninstall ${what}? Its data is kept.`);
        return runJob(context, 'uninstall', target, options);
      }),
    );
};

export const install = verb('install', stopOptions);
export const start = verb('start');
export const stop = verb('stop', stopOptions);
export const restart = verb('restart', stopOptions);
export const enable = verb('enable');
export const disable = verb('disable', stopOptions);
