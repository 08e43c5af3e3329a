import { instantOfWallTime } from '../../lambdas/core/time/local-time.ts';

/** Is this, as `2026-12-01 09:00`, a time that a clock can show, on a day that there is? */
export const isWallTime = (text: string): boolean => {
  const at = instantOfWallTime(text, 'UTC');
  return at !== undefined && new Date(at).toISOString().slice(0, 16) === text.replace(' ', 'T');
};
