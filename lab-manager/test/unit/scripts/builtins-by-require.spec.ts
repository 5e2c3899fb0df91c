import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { expect } from 'chai';
import { builtinsByRequire } from '../../../scripts/builtins-by-require.ts';
import { useTempFiles } from '../../support/temp-files.ts';

const program = `
  import { createServer } from 'node:http';
  import http from 'http';
  import * as all from 'http';
  import { inspect } from 'node:util';
  const loaded = (part) => process.moduleLoadList.some((name) => name.includes(part));
  console.log(typeof createServer, http.createServer === createServer, typeof all.request);
  console.log(inspect(1), loaded('undici'));
`;

describe('scripts/builtins-by-require', () => {
  const root = useTempFiles();

  const says = async (plugins: readonly (typeof builtinsByRequire)[]): Promise<string[]> => {
    const { outputFiles } = await build({
      stdin: { contents: program },
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      plugins: [...plugins],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/');" },
    });
    const path = root.at('program.mjs');
    await writeFile(path, outputFiles[0]?.text ?? '');
    return execFileSync(process.execPath, [path], { encoding: 'utf8' }).trim().split('\n');
  };

  it('a bundle uses node’s own modules as before, and loads of them what it uses', async () => {
    expect(await says([builtinsByRequire])).to.deep.equal(['function true function', '1 false']);
  });

  it('without it that is loaded: should node do better one day, this can go', async () => {
    expect(await says([])).to.deep.equal(['function true function', '1 true']);
  });
});
