import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sesQuotas } from '../../../../lambdas/adapters/aws/ses-quotas.ts';

const MINUTE_MS = 60_000;
const ses = mockClient(SESv2Client);
beforeEach(() => ses.reset());

const anAccount = () => {
  let now = 0;
  const clock = { now: () => now, sleep: async () => {} };
  const quotas = sesQuotas({ client: new SESv2Client({ region: 'eu-west-1' }), clock });
  return {
    read: (at: number) => {
      now = at;
      return quotas.read();
    },
    calls: () => ses.commandCalls(GetAccountCommand).length,
  };
};
const says = (perSecond: number, perDay: number, sent: number) => ({
  SendQuota: { MaxSendRate: perSecond, Max24HourSend: perDay, SentLast24Hours: sent },
});

describe('what SES lets an account send', () => {
  it('is what it says, asked for once a minute', async () => {
    const { read, calls } = anAccount();
    ses
      .on(GetAccountCommand)
      .resolvesOnce(says(14, 50_000, 12))
      .resolves(says(14, 50_000, 500));
    const first = { perSecond: 14, perDay: 50_000, sentLastDay: 12 };
    expect([await read(0), await read(MINUTE_MS - 1)]).toEqual([first, first]);
    expect(calls()).toBe(1);
    expect(await read(MINUTE_MS)).toEqual({ ...first, sentLastDay: 500 });
    expect(calls()).toBe(2);
  });

  it('has no end a day where SES says -1', async () => {
    ses.on(GetAccountCommand).resolves(says(500, -1, 3_000_000));
    expect(await anAccount().read(0)).toEqual({ perSecond: 500, sentLastDay: 3_000_000 });
  });

  it('is what it said last while it cannot be asked, or says nothing; and it is not asked more often for that', async () => {
    const { read, calls } = anAccount();
    ses
      .on(GetAccountCommand)
      .resolvesOnce(says(14, 200, 0))
      .rejectsOnce(new Error('TooManyRequests'))
      .resolves({});
    const known = { perSecond: 14, perDay: 200, sentLastDay: 0 };
    expect(await read(0)).toEqual(known);
    expect([await read(MINUTE_MS), await read(MINUTE_MS + 1_000)]).toEqual([known, known]);
    expect(await read(2 * MINUTE_MS)).toEqual(known);
    expect(calls()).toBe(3);
  });

  it('is not known where it never answered: mail does not wait for it', async () => {
    const { read, calls } = anAccount();
    ses.on(GetAccountCommand).rejects(new Error('AccessDenied'));
    expect([await read(0), await read(1_000)]).toEqual([undefined, undefined]);
    expect(calls()).toBe(1);
  });
});
