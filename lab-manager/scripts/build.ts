import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { builtinsByRequire } from './builtins-by-require.ts';

/**
 * Three files, `dist/main.js` (the daemon), `dist/labctl.js` and `dist/restore.js` (install.sh --restore): a bundle starts faster and holds less memory than some
 * thousand modules, and the image needs no node_modules but the native one.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
/** Beside dist, so that paths in source maps hold after the move. */
const fresh = join(root, `dist-${process.pid}`);

/** labctl says its own version, also where there is no lab to ask. */
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

/** Compiled code can't be bundled; it is copied beside. */
const native = ['better-sqlite3'];

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'linked',
  minify: true,
  keepNames: true,
  external: native,
  plugins: [builtinsByRequire],
  define: { LABSTEAD_VERSION: JSON.stringify(version) },
  alias: {
    ...Object.fromEntries(
      ['ssh2', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs'].map((name) => [
        name,
        './scripts/never-used.ts',
      ]),
    ),
    // What the API's libraries know of encodings and media types and the lab never speaks: some 8 MB of memory.
    'iconv-lite': './scripts/only-utf8.ts',
    'mime-db': './scripts/few-mime-types.json',
  },
  outdir: fresh,
  logLevel: 'info',
  // CommonJS dependencies ask for `require`, which an ES module does not have by itself.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

try {
  await build({ ...common, entryPoints: { main: 'src/main.ts' } });
  await build({ ...common, entryPoints: { restore: 'src/restore-main.ts' } });
  await build({
    ...common,
    entryPoints: { labctl: 'src/cli/main.ts' },
    banner: { js: `#!/usr/bin/env node\n${common.banner?.['js'] ?? ''}` },
  });
  await putInPlace();
} finally {
  await rm(fresh, { recursive: true, force: true });
}

/** File by file: whoever starts the daemon meanwhile finds the old one or the new one, never none. */
async function putInPlace(): Promise<void> {
  await mkdir(dist, { recursive: true });
  const built = await readdir(fresh);
  for (const file of built) await rename(join(fresh, file), join(dist, file));
  for (const file of await readdir(dist)) {
    if (!built.includes(file)) await rm(join(dist, file), { recursive: true });
  }
}
