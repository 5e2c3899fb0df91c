// The lab's own extension of the editor: everything a brick's developer needs that would otherwise come from a marketplace.
import * as vscode from 'vscode';
import { registerDebugger } from './debugger.js';
import { languageServer } from './language-server.js';

let server;

/** @param {vscode.ExtensionContext} context */
export async function activate(context) {
  registerDebugger(context);
  context.subscriptions.push(vscode.commands.registerCommand('labstead.openJupyter', openJupyter));
  server = languageServer();
  await server.start();
}

/** Same host, same sign-in: only the path differs. */
async function openJupyter() {
  const here = await vscode.env.asExternalUri(vscode.Uri.parse('http://localhost:8888/'));
  await vscode.env.openExternal(here.with({ path: '/jupyter/lab' }));
}

export async function deactivate() {
  await server?.stop();
}
