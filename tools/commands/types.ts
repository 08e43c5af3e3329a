import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../build/build-artifacts.ts';
import { writeEventTypes } from '../build/event-types.ts';

/** `kairos types`: writes what the emitter's events may say, from `schemas/`. */
export const typesCommand = async (): Promise<void> => {
  await writeFile(
    join(projectRoot, 'emitter/events.generated.ts'),
    await writeEventTypes(join(projectRoot, 'schemas')),
  );
  console.log('emitter/events.generated.ts is up to date.');
};
