import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The entry sets the chosen theme: painting before it has run would flash the other one. */
function blockRendering(): Plugin {
  return {
    name: 'labstead:block-rendering',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
    },
  };
}

/** The build lists the licences of scripts by itself; the font, which comes by a style sheet, needs its own beside it. */
function fontLicence(): Plugin {
  const path = createRequire(import.meta.url).resolve('@fontsource-variable/inter/LICENSE');
  return {
    name: 'labstead:font-licence',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'font-licence.txt', source: readFileSync(path) });
    },
  };
}

const page = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  plugins: [react(), blockRendering(), fontLicence()],
  build: {
    // The content security policy knows 'self' only: nothing may become a data: URL or an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    rolldownOptions: { input: { console: page('index.html'), lab: page('lab.html') } },
  },
});
