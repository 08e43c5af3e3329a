import { defineConfig } from 'vitest/config';

/** `npm run test:contracts`: the adapters of AWS held to the ports' contracts, on an emulator that it starts. */
export default defineConfig({
  test: {
    include: ['test/contracts/emulator.test.ts'],
    globalSetup: ['test/contracts/emulator/start-emulator.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
