import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { SendQuota } from '../../core/send/send-rate.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SendQuotas } from '../../ports/send-rate.ts';

/** SES answers GetAccount once a second for the whole account: each instance asks once a minute, whatever comes of it. */
const ASKED_EACH_MS = 60_000;
const UNLIMITED = -1;

/** Where SES cannot be asked, what it said last. */
export const sesQuotas = ({ client, clock }: { readonly client: SESv2Client; readonly clock: Clock }): SendQuotas => {
  let known: SendQuota | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    read: async () => {
      if (clock.now() - askedAt < ASKED_EACH_MS) return known;
      askedAt = clock.now();
      try {
        known = quotaOf((await client.send(new GetAccountCommand({}))).SendQuota) ?? known;
      } catch {
        // Mail does not wait for it: SES refuses what is too much.
      }
      return known;
    },
  };
};

const quotaOf = (
  quota: { readonly MaxSendRate?: number; readonly Max24HourSend?: number; readonly SentLast24Hours?: number } = {},
): SendQuota | undefined => {
  const { MaxSendRate, Max24HourSend = UNLIMITED, SentLast24Hours = 0 } = quota;
  if (MaxSendRate === undefined) return undefined;
  const perDay = Max24HourSend === UNLIMITED ? undefined : Max24HourSend;
  return { perSecond: MaxSendRate, sentLastDay: SentLast24Hours, ...(perDay === undefined ? {} : { perDay }) };
};
