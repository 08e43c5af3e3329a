import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.ts';

/** `npm run test:kill`: the demo with a data directory, in a process of its own that is killed while it works. */
export default defineConfig({
  test: {
    reporters,
    include: ['test/kill/**/*.test.ts'],
    globalSetup: ['test/build-artifacts.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
