const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "30m", "1h", "3d" in ms. The schema has checked the form. */
export const durationMs = (text: string): number => Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? Number.NaN);

/** "5%" as 0.05. The schema has checked the form. */
export const share = (text: string): number => Number(text.slice(0, -1)) / 100;
