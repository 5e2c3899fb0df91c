import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { InstalledLab } from '../support/installed-lab.ts';

/** Installs a lab, lets the browser's errands loose on it, and takes it away again. */
const front = join(import.meta.dirname, '../../../front');
const lab = await InstalledLab.install({ dev: true });
try {
  const child = spawn(
    join(import.meta.dirname, '../../../node_modules/.bin/mocha'),
    ['--config', 'test/.mocharc.browser.json', '--reporter', join(import.meta.dirname, 'reporter.mjs')],
    {
      cwd: front,
      stdio: 'inherit',
      env: {
        ...process.env,
        LAB_URL: lab.url,
        LAB_SETUP_TOKEN: lab.setupToken,
        LAB_CA_FILE: lab.caFile,
        LAB_BRICKS: join(lab.home, 'environments/prod/bricks'),
      },
    },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await lab.remove();
}
