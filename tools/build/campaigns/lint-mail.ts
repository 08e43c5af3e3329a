import { liquidRenderer } from '../../../lambdas/adapters/liquid-renderer.ts';
import type { Brand, Campaign, Step } from '../../../lambdas/core/campaign/campaign.ts';
import type { MailContent } from '../../../lambdas/ports/renderer.ts';
import type { Mistake } from './mistake.ts';
import { SAMPLE_UNSUBSCRIBE, sampleContents } from './sample-content.ts';

/** Mail programs show no more of a mail. */
export const MAIL_LIMIT_BYTES = 100_000;

type Fault = Pick<Mistake, 'reason' | 'remedy'>;

/**
 * What is wrong with a step's mail once it is rendered, in each of its languages: the law's footer in HTML and plain
 * text, the way out of marketing mail, its size. Rendered with the fullest content that there can be, and with nearly
 * none, by the renderer that the sender uses.
 */
export const lintMail = (campaign: Campaign, step: Step, brand: Brand): readonly Fault[] => {
  const renderer = liquidRenderer({ brand, campaigns: [campaign], segments: [] });
  const isMarketing = !campaign.kind.transactional;
  return [undefined, ...Object.keys(step.email.languages ?? {})].flatMap((language) => {
    const faults = sampleContents(brand, isMarketing, language).flatMap((content) =>
      faultsOf(renderer, campaign, step, content, isMarketing),
    );
    const mail = language === undefined ? 'the rendered mail' : `the rendered mail in ${language}`;
    return [...new Map(faults.map((fault) => [fault.reason, fault])).values()].map(({ reason, remedy }) => ({
      reason: `${mail} ${reason}`,
      remedy,
    }));
  });
};

const faultsOf = (
  renderer: ReturnType<typeof liquidRenderer>,
  campaign: Campaign,
  step: Step,
  content: MailContent,
  isMarketing: boolean,
): readonly Fault[] => {
  const mail = renderer.render(`${campaign.name}/${step.id}`, step, content);
  if (mail.kind === 'unrenderable')
    return [
      {
        reason: `fails: ${mail.detail}`,
        remedy: 'Make it simpler, and give each line something that is always there.',
      },
    ];
  const { html, text } = mail;
  const bytes = Buffer.byteLength(html);
  const footer = 'Include <mj-include path="../layout/footer.mjml" />';
  /** Where it is missing: in HTML, or in plain text alone. */
  const lacks = (what: string, isIn: (body: string) => boolean, remedy: string): readonly Fault[] => {
    const place = isIn(html) ? (isIn(text) ? undefined : ' in plain text') : '';
    return place === undefined ? [] : [{ reason: `${what}${place}`, remedy: `${footer}, or ${remedy}.` }];
  };
  const { postalAddress } = content.brand;
  return [
    ...lacks(
      'lacks the postal address',
      (body) => unescaped(body).includes(postalAddress),
      'write {{ brand.postalAddress }}',
    ),
    ...(isMarketing
      ? lacks(
          'has no way to unsubscribe',
          (body) => body.includes(SAMPLE_UNSUBSCRIBE),
          'link to {{ links.unsubscribe | safe_url }}',
        )
      : []),
    ...(bytes <= MAIL_LIMIT_BYTES
      ? []
      : [
          {
            reason: `has ${Math.ceil(bytes / 1_000)} KB at its fullest, and mail programs cut it off at 100`,
            remedy: 'Show fewer products, or use fewer sections.',
          },
        ]),
  ];
};

const unescaped = (html: string): string =>
  html
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
