import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const namespace = 'by-require';

/**
 * An `import` of one of node's own modules reads each of its exports, and several are getters that load more: node:http's
 * the whole client for browsers' requests (undici), 2 MB of heap and 75 modules for nothing. A `require` reads what is used.
 */
export const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      kind === 'import-statement' && isBuiltin(path)
        ? { path: path.startsWith('node:') ? path : `node:${path}`, namespace }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};
