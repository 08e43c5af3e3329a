import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.ts';

/** The console page in a real Chromium: `npm run test:browser`. */
export default defineConfig({
  test: {
    reporters,
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/build-artifacts.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
