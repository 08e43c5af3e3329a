/** Unsubscribe and click tokens have no code yet; what awaits it is said, and is never green. */
export const AWAITED: ReadonlyMap<string, string> = new Map([['tokens', 'manage-preferences']]);
