import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const reports = process.env['REPORT_DIR'];

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['test/unit/**/*.spec.{ts,tsx}'],
    environment: 'jsdom',
    globals: false,
    allowOnly: false,
    css: false,
    maxWorkers: 2,
    reporters: reports === undefined ? ['default'] : ['default', 'junit'],
    ...(reports === undefined ? {} : { outputFile: { junit: join(reports, 'front-unit.xml') } }),
  },
});
