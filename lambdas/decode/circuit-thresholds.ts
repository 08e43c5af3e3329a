import { z } from 'zod';
import { jsonText } from './json-text.ts';

const share = z.number().positive().max(1);

/** `{"bounceRate": 0.03, "complaintRate": 0.0008}`: shares of mails at which marketing mail stops. */
export const circuitThresholds = jsonText(z.object({ bounceRate: share, complaintRate: share }));
