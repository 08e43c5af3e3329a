import middy from '@middy/core';
import type { KinesisStreamEvent } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type ArchivePorts, archiveBatch } from './archive-batch.ts';

export const createHandler = (ports: ArchivePorts) =>
  middy<KinesisStreamEvent, void>().use(concealErrors()).handler(archiveBatch(ports));
