// What the language server is told about the Python of this environment.
import { readdirSync } from 'node:fs';
import path from 'node:path';

const python = '/opt/labstead/venv/bin/python';
const workspaceBricks = '/workspace/bricks';
const shippedBricks = '/opt/labstead/bricks';

/** Which Python it is, and where bricks import each other from: the same folders as in dev. */
export function settingsOf(section) {
  const analysis = {
    extraPaths: [...sourcesIn(workspaceBricks), ...sourcesIn(shippedBricks)],
    diagnosticMode: 'openFilesOnly',
    autoSearchPaths: false,
    useLibraryCodeForTypes: true,
    typeCheckingMode: 'standard',
  };
  if (section === 'python') return { pythonPath: python, analysis };
  if (section === 'python.analysis') return analysis;
  return section === 'pyright' ? { disableTaggedHints: false } : null;
}

function sourcesIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(folder, entry.name, 'src'));
  } catch {
    return [];
  }
}
