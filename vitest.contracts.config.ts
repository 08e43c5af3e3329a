import { defineConfig } from 'vitest/config';
import { reporters } from './vitest.reporters.ts';

/** `npm run test:contracts`: the adapters of AWS held to the ports' contracts, on an emulator that it starts. */
export default defineConfig({
  test: {
    reporters,
    include: ['test/contracts/emulator.test.ts'],
    globalSetup: ['test/contracts/emulator/start-emulator.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
