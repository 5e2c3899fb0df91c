// Python's language server, from the image: completion, types and errors without a connection to anywhere.
import path from 'node:path';
import client from 'vscode-languageclient/node.js';
import { settingsOf } from './python-settings.js';

const { LanguageClient, TransportKind } = client;

export function languageServer() {
  const module = path.join(import.meta.dirname, 'node_modules', 'pyright', 'dist', 'pyright-langserver.js');
  const run = { module, transport: TransportKind.ipc };
  return new LanguageClient(
    'labstead-python',
    'Python',
    { run, debug: run },
    {
      documentSelector: [{ scheme: 'file', language: 'python' }],
      middleware: {
        workspace: { configuration: ({ items }) => items.map(({ section }) => settingsOf(section)) },
      },
    },
  );
}
