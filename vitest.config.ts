import { defineConfig } from 'vitest/config';

/** Outside logs and recordings are not part of the project: their tests run where somebody says where they are. */
const outside = process.env.KAIROS_SHARED === undefined ? ['test/outside/**'] : [];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/e2e/**', ...outside],
    globalSetup: ['test/build-artifacts.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
