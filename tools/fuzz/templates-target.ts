import { liquidRenderer } from '../../lambdas/adapters/liquid-renderer.ts';
import { memoryCatalogue } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import type { Campaign, CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { learnCards } from '../../lambdas/core/catalogue/product-cards.ts';
import type { ProfileState } from '../../lambdas/core/profile/profile.ts';
import { toAddress } from '../../lambdas/core/profile/traits.ts';
import { decide, matchesOf } from '../../lambdas/core/send/decide.ts';
import { isHeaderSafe } from '../../lambdas/core/send/header-text.ts';
import { decodeRecord } from '../../lambdas/decode/decode-record.ts';
import { stateFromItem } from '../../lambdas/decode/state-item.ts';
import validators from '../../lambdas/generated/validators.js';
import type { Renderer } from '../../lambdas/ports/renderer.ts';
import { composeMail } from '../../lambdas/send-email/compose-mail.ts';
import { gatherContent } from '../../lambdas/send-email/gather-content.ts';
import { type Chance, several } from './chance.ts';
import { checkMail } from './check-mail.ts';
import { foldRecords, NOW } from './fold-world.ts';
import { type FuzzTarget, mustHold } from './fuzz-target.ts';
import { toJsonText, wellFormedMessage } from './hostile-messages.ts';
import { hostileText } from './hostile-values.ts';

/** Mails to people, about products, whose every text is hostile: from the events on, as they would really come. */
export const templatesTarget: FuzzTarget = {
  name: 'templates',
  share: 0.03,
  boundMs: 2_000,
  open: async () => {
    const { default: book } = await import('../../lambdas/generated/campaigns.js');
    const renderer = liquidRenderer(book);
    return {
      tryOne: async (chance) => {
        const records = several(chance, 2, 8, (index) => Buffer.from(toJsonText(hostileEvent(chance, index))));
        const folded = await foldRecords(records);
        const outcomes: string[] = [];
        for (const image of folded.images) {
          const state = stateFromItem(image);
          if (state.kind === 'profile') outcomes.push(...(await mailsOf(book, renderer, state, records)));
        }
        return outcomes.length === 0 ? ['no mail began'] : outcomes;
      },
    };
  },
};

const TRIGGERS = ['Product Added', 'Order Completed', 'Subscribed'] as const;

/** Of one person, mostly schema-proof, so that most of it reaches a mail. */
const hostileEvent = (chance: Chance, index: number): object => ({
  ...wellFormedMessage(chance, index, index === 1 ? chance.pick(TRIGGERS) : undefined),
  ...(chance.happens(0.9) && { userId: 'u-1', timestamp: '2026-11-24T11:59:59.000Z' }),
  ...(index === 0 && {
    type: 'identify',
    traits: { email: 'ada@example.com', firstName: hostileText(chance), name: hostileText(chance) },
  }),
});

const mailsOf = async (
  book: CampaignBook,
  renderer: Renderer,
  state: ProfileState,
  records: readonly Uint8Array[],
): Promise<readonly string[]> => {
  const catalogue = memoryCatalogue();
  await catalogue.put({ products: products(records), bestsellers: products(records).map(({ id }) => id) });
  const outcomes: string[] = [];
  for (const match of matchesOf(book, state.profile, state.applied))
    for (const row of decide(match, state.profile, { now: NOW, brand: book.brand, epochOf: () => 0, sends: [] }))
      outcomes.push(await mailOf(book, renderer, catalogue, match.campaign, row, state));
  return outcomes;
};

const products = (records: readonly Uint8Array[]) =>
  learnCards(
    records.flatMap((data, index) => decodeRecord(aRecord(data, index), validators).events.map(({ event }) => event)),
  ).map(({ product }) => product);

const aRecord = (data: Uint8Array, index: number) => ({
  position: { shard: 'fuzz', sequence: String(index), subSequence: 0 },
  partitionKey: 'fuzz',
  arrivedAt: NOW,
  data,
});

const mailOf = async (
  { brand }: CampaignBook,
  renderer: Renderer,
  catalogue: ReturnType<typeof memoryCatalogue>,
  campaign: Campaign,
  row: Parameters<typeof gatherContent>[1]['row'],
  { profile }: ProfileState,
): Promise<string> => {
  const step = campaign.steps.find(({ id }) => id === row.step);
  if (step === undefined || row.address === undefined) return 'nobody to write to';
  mustHold(toAddress(row.address) === row.address && isHeaderSafe(row.address), 'a recipient is one address');
  const preferencesLink = campaign.kind.transactional ? undefined : 'https://preferences.example/u/token';
  const about = { row, campaign, step, brand, profile, consent: undefined, preferencesLink };
  const content = await gatherContent(catalogue, about);
  if (content === undefined) return 'nothing to show';
  const rendering = renderer.render(`${campaign.name}/${step.id}@${campaign.version}`, step, content);
  if (rendering.kind === 'unrenderable') return `unrenderable: ${campaign.name}`;
  checkMail(rendering);
  const recipient = { address: row.address, preferencesLink };
  const { subject, headers, from } = composeMail(row, campaign, brand, recipient, rendering);
  for (const text of [subject, from.name, from.address, ...headers.map(({ value }) => value)])
    mustHold(isHeaderSafe(text), 'no header begins another');
  return 'rendered';
};
