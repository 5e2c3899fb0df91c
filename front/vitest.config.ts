import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const reports = process.env['REPORT_DIR'];

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['test/unit/**/*.spec.{ts,tsx}'],
    // Specs that need a page say so in their first line: making one for each file takes most of the time.
    environment: 'node',
    globals: false,
    allowOnly: false,
    css: false,
    maxWorkers: 2,
    reporters: reports === undefined ? ['default'] : ['default', 'junit'],
    ...(reports === undefined ? {} : { outputFile: { junit: join(reports, 'front-unit.xml') } }),
  },
});
