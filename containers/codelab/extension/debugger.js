// Breakpoints in the tasks of dev. dev-glab offers its debugger at a socket in a folder that only it and this container have.
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';

const socket = '/run/labstead-debug/glab.sock';

export function registerDebugger(context) {
  context.subscriptions.push(
    vscode.debug.registerDebugConfigurationProvider('labstead', { resolveDebugConfiguration }),
    vscode.debug.registerDebugAdapterDescriptorFactory('labstead', {
      createDebugAdapterDescriptor: () => new vscode.DebugAdapterNamedPipeServer(socket),
    }),
    vscode.debug.onDidReceiveDebugSessionCustomEvent(followTask),
  );
}

function resolveDebugConfiguration(_folder, configuration) {
  if (!existsSync(socket)) {
    void vscode.window.showErrorMessage('dev is not running: start it with `dev start` in a terminal.');
    return undefined;
  }
  return { name: 'dev', ...configuration, type: 'labstead', request: 'attach', subProcess: true };
}

/** Each task that starts while the editor is attached gets a session of its own, which is told to us by this event. */
async function followTask({ session, event, body }) {
  if (session.type !== 'labstead' || event !== 'debugpyAttach') return;
  // What it says about an address is the debugger's own, inside its container.
  const configuration = { ...body, connect: undefined };
  await vscode.debug.startDebugging(
    session.workspaceFolder,
    { ...configuration, type: 'labstead', request: 'attach' },
    { parentSession: session, lifecycleManagedByParent: true },
  );
}
