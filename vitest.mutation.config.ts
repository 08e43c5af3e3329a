import { defineConfig } from 'vitest/config';

/** What `npm run mutate` asks, some hundred times: fast tests, of the domain and its use cases on memory ports. */
export default defineConfig({
  test: {
    include: [
      'test/lambdas/core/**/*.test.ts',
      'test/lambdas/enrich-events/**/*.test.ts',
      'test/lambdas/decide-sends/**/*.test.ts',
      'test/lambdas/send-email/send-emails.test.ts',
      'test/lambdas/sweep-sends/**/*.test.ts',
      'test/lambdas/record-feedback/**/*.test.ts',
    ],
    globalSetup: ['test/build-artifacts.ts'],
    testTimeout: 30_000,
  },
});
