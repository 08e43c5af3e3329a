interface ShownSend {
  readonly state: string;
  readonly reason?: string;
  readonly dueAt: number;
  readonly wakeAt?: number;
  readonly cartKey?: string;
  readonly trigger: { readonly at: number };
  readonly history?: readonly { readonly state: string; readonly at: number }[];
}
interface ShownProfile {
  readonly counters?: { readonly [eventName: string]: { readonly lastAt: number } };
}
export declare const reasonLabel: (reason: string) => string;
export declare const durationWords: (ms: number) => string;
export declare const sendSentence: (send: ShownSend, profile?: ShownProfile) => string;
export declare const sendTone: (state: string) => 'good' | 'waiting' | 'bad' | 'held';
export declare const amount: (money: number, currency?: string) => string;
export declare const valueText: (value: unknown) => string;
