import { readFailedObject } from '../decode/failed-object.ts';
import type { PlannedObject } from './redrive.ts';

const CHARACTERS = 4_000;

/** What a redrive would make of one object. */
export interface Preview {
  readonly key: string;
  readonly outcome: 'would_pass' | 'still_failing' | 'too_old' | 'would_be_handed_over';
  /** Why it would fail again, and where in the document. */
  readonly reason?: string;
  readonly path?: string;
  /** At most 4,000 characters of each. */
  readonly before?: string;
  readonly after?: string;
}

export const previewOf = ({ key, body, plan }: PlannedObject): Preview => {
  const object = readFailedObject(body);
  const before = object.kind === 'event' ? { before: textOf(object.failure.raw) } : {};
  switch (plan.kind) {
    case 'put_back': {
      const [record] = plan.mended ? plan.records : [];
      return { key, outcome: 'would_pass', ...before, ...(record && { after: textOf(record.data) }) };
    }
    case 'still_failing': {
      const { reason, path, after } = plan;
      return { key, outcome: 'still_failing', reason, path, ...before, ...(after && { after: textOf(after) }) };
    }
    case 'hand_over':
      return { key, outcome: 'would_be_handed_over' };
    case 'too_old':
    case 'passed_over':
    case 'foreign':
      return { key, outcome: 'too_old', ...before };
  }
};

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').slice(0, CHARACTERS);
