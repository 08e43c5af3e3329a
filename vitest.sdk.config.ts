import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.ts';

/** `npm run test:sdk`: unmodified clients of others, one of them in a real Chromium, against the embedded cloud. */
export default defineConfig({
  test: {
    reporters,
    include: ['test/sdk/**/*.test.ts'],
    globalSetup: ['test/build-artifacts.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
