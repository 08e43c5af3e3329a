import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.ts';

/** Outside logs and recordings are not part of the project: their tests run where somebody says where they are. */
const outside = process.env.KAIROS_SHARED === undefined ? ['test/outside/**'] : [];

export default defineConfig({
  test: {
    reporters,
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/browser/**',
      'test/sdk/**',
      'test/e2e/**',
      'test/kill/**',
      'test/contracts/emulator.test.ts',
      ...outside,
    ],
    globalSetup: ['test/build-artifacts.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
