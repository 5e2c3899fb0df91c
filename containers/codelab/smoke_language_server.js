// Asks the language server as the editor's extension does: one file with a wrong type, one import of a brick that comes with the lab.
import { spawn } from 'node:child_process';
import console from 'node:console';
import process from 'node:process';
import { setTimeout } from 'node:timers';

const root = '/opt/code-server/lib/node_modules/code-server/lib/vscode/extensions/labstead';
const { default: rpc } = await import(`${root}/node_modules/vscode-jsonrpc/node.js`);
const { settingsOf } = await import(`${root}/python-settings.js`);

const server = spawn(process.execPath, [
  `${root}/node_modules/pyright/dist/pyright-langserver.js`,
  '--stdio',
]);
const connection = rpc.createMessageConnection(
  new rpc.StreamMessageReader(server.stdout),
  new rpc.StreamMessageWriter(server.stdin),
);
const fail = (why) => {
  console.log(why);
  process.exit(1);
};
setTimeout(fail, 60_000, 'no diagnostics within a minute');

const uri = 'file:///workspace/wrong.py';
const text = 'from labstead_core import Task\nimport duckdb\nn: int = "not a number"\n';
connection.onRequest('workspace/configuration', ({ items }) =>
  items.map(({ section }) => settingsOf(section)),
);
connection.onRequest('client/registerCapability', () => null);
connection.onRequest('window/workDoneProgress/create', () => null);
connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }) => {
  if (diagnostics.length === 0) return;
  const found = diagnostics.map(({ message, code }) => `${code}: ${message}`);
  console.log(found.join('\n'));
  process.exit(found.length === 1 && /reportAssignmentType/.test(found[0]) ? 0 : 1);
});
connection.listen();
connection
  .sendRequest('initialize', {
    processId: process.pid,
    rootUri: 'file:///workspace',
    capabilities: { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } },
    workspaceFolders: [{ uri: 'file:///workspace', name: 'workspace' }],
  })
  .then(async () => {
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'python', version: 1, text },
    });
  })
  .catch((error) => fail(String(error)));
