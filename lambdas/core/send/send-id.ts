import { digest } from '../hash.ts';
import type { SendId } from './send.ts';

/** The same campaign, step and entry are the same send, however often they are decided. */
export const sendIdOf = (campaign: string, step: string, entryKey: string): SendId =>
  digest('send', campaign, step, entryKey) as SendId;
