import { openStore } from '../../../../src/adapters/store/open-store.ts';

/** Opens the store and keeps it: `hold` until killed, `brief` for half a second, `write` commits without end and tells each commit. */
const [, , directory = '', mode = 'hold'] = process.argv;
try {
  const store = openStore({ directory, ballastBytes: 4096, lockWaitMs: 100 });
  console.log(`open ${process.pid}`);
  if (mode === 'write') {
    for (let commit = 1; ; commit += 1) {
      store.audit.append({
        at: commit,
        actor: 'lab',
        via: 'lab',
        ip: '',
        requestId: '',
        action: 'test.write',
        target: String(commit),
        result: 'ok',
        detail: 'x'.repeat(commit % 900),
      });
      process.stdout.write(`committed ${commit}\n`);
    }
  }
  if (mode === 'brief') setTimeout(() => process.exit(), 500);
  else setInterval(() => store.heartbeat(), 1000);
} catch (error) {
  const { code, message } = error as { code: string; message: string };
  console.log(`refused ${code} ${message}`);
}
