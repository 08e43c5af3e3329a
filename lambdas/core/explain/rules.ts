import type { Reason } from '../send/send.ts';

/** Where a reason comes from: what a marketer or an engineer wrote, and the code that asks it. */
export interface Rule {
  /** File and field; absent where no file decides it. */
  readonly written?: string;
  readonly code: string;
}

/** Paths from the project's root; `{campaign}` and `{step}` stand for the decision's own. */
const RULES: Readonly<Record<Reason, Rule>> = {
  no_address: { code: 'lambdas/core/send/recipient.ts' },
  no_consent: { written: 'campaigns/{campaign}/campaign.yaml: topic', code: 'lambdas/core/send/judge.ts' },
  holdout: { written: 'campaigns/{campaign}/campaign.yaml: holdout', code: 'lambdas/core/send/assign-arm.ts' },
  global_holdout: { written: 'campaigns/brand.yaml: holdout', code: 'lambdas/core/send/assign-arm.ts' },
  not_in_audience: { written: 'campaigns/{campaign}/campaign.yaml: audience', code: 'lambdas/core/segment/holds.ts' },
  entered_recently: {
    written: 'campaigns/{campaign}/campaign.yaml: entry.againAfter',
    code: 'lambdas/core/send/re-entry.ts',
  },
  exited: { written: 'campaigns/{campaign}/campaign.yaml: exit', code: 'lambdas/core/segment/holds.ts' },
  step_condition: {
    written: 'campaigns/{campaign}/campaign.yaml: steps, {step}, onlyIf',
    code: 'lambdas/core/segment/holds.ts',
  },
  not_allowed_here: { written: 'lib/stages.ts: mail.allowRecipients', code: 'lambdas/core/send/allow-list.ts' },
  daily_cap: { written: 'campaigns/brand.yaml: caps', code: 'lambdas/core/campaign/cap-limit.ts' },
  address_bounced: { code: 'lambdas/core/consent/apply-consent.ts' },
  address_complained: { code: 'lambdas/core/consent/apply-consent.ts' },
  erased: { code: 'lambdas/core/send/judge.ts' },
  other_cart: { written: 'campaigns/{campaign}/campaign.yaml: entry.oncePer', code: 'lambdas/core/send/judge.ts' },
  other_address: { written: 'campaigns/{campaign}/campaign.yaml: entry.oncePer', code: 'lambdas/core/send/judge.ts' },
  nothing_to_show: {
    written: 'campaigns/{campaign}/campaign.yaml: steps, {step}, email.slots',
    code: 'lambdas/send-email/gather-content.ts',
  },
  too_late: { written: 'campaigns/{campaign}/campaign.yaml: maxAge', code: 'lambdas/core/send/decide.ts' },
  unrenderable: {
    written: 'campaigns/{campaign}/campaign.yaml: steps, {step}, email.template',
    code: 'lambdas/adapters/liquid-renderer.ts',
  },
  rejected: { code: 'lambdas/core/send/transitions.ts' },
  unmerged: { code: 'lambdas/core/send/judge.ts' },
  uncertain: { code: 'lambdas/core/send/transitions.ts' },
  campaign_withdrawn: {
    written: 'campaigns/{campaign}/campaign.yaml: status',
    code: 'lambdas/send-email/read-facts.ts',
  },
};

/** The rule behind a reason, as it stands in this project. */
export const ruleOf = (reason: Reason, campaign: string, step: string): Rule => {
  const { written, code } = RULES[reason];
  return written === undefined
    ? { code }
    : { written: written.replace('{campaign}', campaign).replace('{step}', step), code };
};
