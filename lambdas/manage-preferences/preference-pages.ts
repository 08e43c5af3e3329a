import type { Brand } from '../core/campaign/campaign.ts';
import type { Consent } from '../core/consent/consent.ts';
import { isMailed, type PreferenceWish } from '../core/preference/choose-topics.ts';
import type { PreferenceClaim } from '../core/preference/token.ts';
import { pageStyle } from './page-style.ts';
import { FORM } from './read-wish.ts';

export interface Topic {
  readonly id: string;
  readonly title: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (value: string): string => value.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

/** The texts of the brand are a marketer's: a link of it leads to a page of the web or to a mail, or nowhere. */
const link = (address: string): string => (/^(?:https?:\/\/|mailto:)/i.test(address) ? text(address) : '#');

/** Every page that a link of a mail can lead to, as HTML that works without script. */
export const preferencePages = (brand: Brand) => {
  const style = pageStyle(brand);
  const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${text(title)} · ${text(brand.name)}</title>
<style>${style}</style>
</head>
<body>
<header><p class="wordmark"><a href="${link(brand.url)}">${text(brand.name)}</a></p></header>
<main>
<h1>${text(title)}</h1>
${body}
</main>
<footer>${text(brand.postalAddress)}</footer>
</body>
</html>
`;
  const writeToUs = `<a href="${link(`mailto:${brand.unsubscribeAddress}?subject=unsubscribe`)}">${text(brand.unsubscribeAddress)}</a>`;

  /** What the brand offers; and what the mail was about, should the brand have dropped it since. */
  const offered = ({ topic }: PreferenceClaim): readonly Topic[] =>
    brand.topics.some(({ id }) => id === topic) ? brand.topics : [...brand.topics, { id: topic, title: topic }];

  const titleOf = (claim: PreferenceClaim): string =>
    offered(claim).find(({ id }) => id === claim.topic)?.title ?? claim.topic;

  const checkbox = (consent: Consent | undefined, { topic }: PreferenceClaim) => {
    return ({ id, title }: Topic): string => {
      const isOn = isMailed(consent, id);
      const about = id === topic ? 'The mail with your link was about this.' : '';
      return `<label class="topic"><input type="checkbox" name="${FORM.topic}" value="${text(id)}"${isOn ? ' checked' : ''}><span>${text(title)}<small>${isOn ? 'You get mails about this.' : 'You get no mails about this.'} ${about}</small></span></label>${
        isOn ? `<input type="hidden" name="${FORM.tickedBefore}" value="${text(id)}">` : ''
      }`;
    };
  };

  return {
    style,
    offered,
    /** The topics with their present state, and what has just been done. */
    choices: (claim: PreferenceClaim, consent: Consent | undefined, done?: PreferenceWish): string => {
      const said =
        done === undefined ? '' : `<p class="said" role="status">${text(saidOf(done, titleOf(claim)))}</p>\n`;
      const held =
        consent?.suppression === undefined
          ? ''
          : `<p>Mails to your address ${consent.suppression.reason === 'bounced' ? 'came back' : 'were reported as spam'}, so we send you none. Choose a topic and save to get them again.</p>\n`;
      return page(
        'What may we send you?',
        `${said}${held}<p>This is for the address that our mail came to. What you choose holds at once.</p>
<form method="post">
<fieldset><legend>Mails about</legend>
${offered(claim).map(checkbox(consent, claim)).join('\n')}
</fieldset>
<div class="acts">
<button type="submit" name="${FORM.action}" value="${FORM.save}">Save my choice</button>
<button type="submit" name="${FORM.action}" value="${FORM.leaveAll}" class="second">Unsubscribe from everything</button>
</div>
</form>
<p class="quiet">Mails about your orders still come: they are part of your purchase. Whoever has this link can choose for you, so forward our mails without it.</p>`,
      );
    },
    badLink: page(
      'This link does not work',
      `<p>It may have been cut off on its way, or be too old. Nothing was changed.</p>
<p><strong>What to do:</strong> open the link at the foot of a newer mail of ours. Or write to ${writeToUs} from the address that gets our mails: then we unsubscribe it.</p>`,
    ),
    notUnderstood: page(
      'We did not understand that',
      `<p>Nothing was changed.</p>
<p><strong>What to do:</strong> open the link in our mail again, choose, and press one of the buttons. Or write to ${writeToUs}.</p>`,
    ),
    tryAgain: page(
      'That did not work just now',
      `<p>We could not be sure that your choice was saved.</p>
<p><strong>What to do:</strong> try again in a minute; doing it twice does no harm. Or write to ${writeToUs}.</p>`,
    ),
  };
};

export type PreferencePages = ReturnType<typeof preferencePages>;

const saidOf = (done: PreferenceWish, title: string): string => {
  switch (done.kind) {
    case 'leave':
      return `You are unsubscribed from “${title}”.`;
    case 'leave-all':
      return 'You are unsubscribed from everything.';
    case 'choose':
      return 'Your choice is saved.';
  }
};
