import middy from '@middy/core';
import type { KinesisStreamEvent } from 'aws-lambda';
import { type ArchivePorts, archiveBatch } from './archive-batch.ts';

export const createHandler = (ports: ArchivePorts) => middy<KinesisStreamEvent, void>().handler(archiveBatch(ports));
