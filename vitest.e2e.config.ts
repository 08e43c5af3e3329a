import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.ts';

/** `npm run e2e`: against what `npm run deploy:local` deployed. One file at a time, for it shares one deployment. */
export default defineConfig({
  test: {
    reporters,
    include: ['test/e2e/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
