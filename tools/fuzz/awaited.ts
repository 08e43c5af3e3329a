/** Targets without code to aim at yet: what they await is said, and they are never green. */
export const AWAITED: ReadonlyMap<string, string> = new Map([['tokens', 'manage-preferences']]);
