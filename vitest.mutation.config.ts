import { defineConfig } from 'vitest/config';

/** The tests that `npm run mutate` asks of the domain: fast ones, of the domain and its use cases on memory ports. */
export default defineConfig({
  test: {
    include: [
      'test/lambdas/core/**/*.test.ts',
      'test/lambdas/enrich-events/**/*.test.ts',
      'test/lambdas/decide-sends/**/*.test.ts',
      'test/lambdas/send-email/**/*.test.ts',
      'test/lambdas/sweep-sends/**/*.test.ts',
      'test/lambdas/record-feedback/**/*.test.ts',
    ],
    globalSetup: ['test/build-artifacts.ts'],
    testTimeout: 30_000,
  },
});
