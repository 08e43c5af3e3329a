import type { SendId } from '../core/send/send.ts';

export interface Mail {
  readonly sendId: SendId;
  readonly campaign: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo?: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Further headers, as List-Unsubscribe. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** A mail for whoever tries a campaign out: no send's, so that nothing of it is counted anywhere. */
export type TestMail = Omit<Mail, 'sendId'>;

export type MailOutcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  /** Certain that nothing was sent; try later. */
  | { readonly kind: 'throttled' }
  /** Certain that nothing was sent, and that no other mail would be, until somebody mends the account: hold everything. */
  | { readonly kind: 'paused'; readonly why?: string }
  /** Certain that nothing was sent, and never will be. */
  | { readonly kind: 'rejected' }
  /** No definite answer: it may have been sent. */
  | { readonly kind: 'uncertain' };

/** SES. Exactly one request a call: no retries of its own. */
export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
}

export interface TestMailer {
  sendTest(mail: TestMail): Promise<MailOutcome>;
}
