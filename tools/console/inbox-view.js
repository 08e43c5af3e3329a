import { getInbox, getPreview, mailPath, previewPage } from './api.js';
import { byId, el, show } from './dom.js';
import { count, dateTime } from './words.js';

const LISTED = 200;
const WIDTHS = { desktop: 640, phone: 375 };

const item = (selected) => (mail) =>
  el(
    'li',
    {},
    el(
      'a',
      { href: `#/mail/${encodeURIComponent(mail.id)}`, 'aria-current': mail.id === selected ? 'true' : undefined },
      el('span', { class: 'mail-to' }, mail.to),
      el('time', {}, dateTime(mail.at)),
      el('span', { class: 'mail-subject' }, mail.subject),
      el('span', { class: 'tag' }, mail.isTest ? `test of ${mail.campaign}` : mail.campaign),
    ),
  );

const senderText = (from) => (typeof from === 'string' ? from : `${from?.name ?? ''} <${from?.address ?? ''}>`);

/** The inbox panel: the list, and the selected mail as a phone or a desktop shows it. No script runs in a mail. */
export const inboxView = () => {
  const [list, article, counted, badge] = ['mail-list', 'mail', 'inbox-count', 'inbox-badge'].map(byId);
  let mails = [];
  let selected;
  let pinned = false;
  let drawn;
  let previewed;
  let width = matchMedia('(max-width: 760px)').matches ? 'phone' : 'desktop';

  const fitFrame = () => {
    const stage = article.querySelector('.stage');
    const frame = stage?.querySelector('iframe');
    if (!frame) return;
    const scale = Math.min(1, stage.clientWidth / WIDTHS[width]);
    frame.style.setProperty('width', `${WIDTHS[width]}px`);
    frame.style.setProperty('height', `${stage.clientHeight / scale}px`);
    frame.style.setProperty('transform', `scale(${scale})`);
    frame.style.setProperty('margin-left', `${Math.max(0, (stage.clientWidth - WIDTHS[width] * scale) / 2)}px`);
  };
  new ResizeObserver(fitFrame).observe(article);

  const widthSwitch = (mail) =>
    el(
      'fieldset',
      { class: 'switch' },
      el('legend', { class: 'unseen' }, 'Show the mail as on a'),
      [
        ['desktop', 'Desktop'],
        ['phone', 'Phone'],
        ['text', 'Text'],
      ].map(([value, label]) =>
        el(
          'label',
          {},
          el('input', {
            type: 'radio',
            name: 'mail-width',
            value,
            checked: value === width,
            onchange: () => {
              width = value;
              stage(mail);
            },
          }),
          el('span', {}, label),
        ),
      ),
    );

  const stage = (mail) => {
    const box = article.querySelector('.stage');
    box.dataset.width = width;
    if (width === 'text') return box.replaceChildren(el('pre', { tabindex: '0' }, mail.text));
    if (box.querySelector('iframe') === null) {
      box.replaceChildren(
        el('iframe', {
          // No script; a link opens a page of its own, which is not the mail's to hold.
          sandbox: 'allow-popups allow-popups-to-escape-sandbox',
          title: `Mail: ${mail.subject}`,
          src: mail.src ?? mailPath(mail.id),
          referrerpolicy: 'no-referrer',
        }),
      );
    }
    fitFrame();
  };

  const drawMail = () => {
    if (previewed !== undefined) return; // what is looked at stays
    const mail = mails.find(({ id }) => id === selected);
    const key = mail?.id ?? `none:${selected}:${mails.length === 0}`;
    if (key === drawn) return;
    drawn = key;
    if (mail === undefined) {
      const text =
        pinned && selected !== undefined
          ? 'This mail is not in the inbox.'
          : 'A mail shows up here as soon as a campaign sends one. Waiting for an hour? Move the clock.';
      return article.replaceChildren(
        el(
          'div',
          { class: 'blank' },
          el('p', { class: 'blank-title' }, pinned && selected !== undefined ? 'No such mail' : 'No mail yet'),
          el('p', {}, text),
        ),
      );
    }
    showMail(mail);
  };

  /** `notes`: what is to be said of it besides. */
  const showMail = (mail, ...notes) => {
    article.replaceChildren(
      el(
        'header',
        { class: 'mail-head' },
        el(
          'div',
          {},
          el('h3', {}, mail.subject),
          el(
            'p',
            { class: 'quiet' },
            senderText(mail.from),
            ' → ',
            el('a', { href: `#/profile/${encodeURIComponent(mail.to)}` }, mail.to),
          ),
          ...notes,
        ),
        widthSwitch(mail),
      ),
      el('div', { class: 'stage' }),
    );
    stage(mail);
  };

  const blank = (title, text) =>
    article.replaceChildren(el('div', { class: 'blank' }, el('p', { class: 'blank-title' }, title), el('p', {}, text)));

  const steps = ({ campaign, profileId, mails }, current) =>
    el(
      'p',
      {},
      `Preview of ${campaign}: `,
      mails.flatMap(({ step }) => [
        el(
          'a',
          {
            href: `#/preview/${[campaign, profileId, step].map(encodeURIComponent).join('/')}`,
            'aria-current': step === current ? 'true' : undefined,
          },
          step,
        ),
        ' ',
      ]),
    );

  /** What a campaign would send to somebody, and whether it would; shown in the place of a mail. */
  const preview = async (campaign, id, step) => {
    const asked = `preview:${campaign}:${id}:${step}`;
    previewed = asked;
    drawn = asked;
    pinned = true;
    selected = undefined;
    draw();
    const answer = await getPreview(campaign, id);
    if (previewed !== asked) return; // somebody went on meanwhile
    if (answer.kind !== 'ok') return blank('No preview', 'There is no such person or campaign, or the server is gone.');
    const shown = answer.body.mails.find((each) => each.step === step) ?? answer.body.mails[0];
    const said = el('p', { class: 'verdict', 'data-outcome': shown.outcome }, shown.sentences.slice(1).join(' '));
    if (shown.mail === undefined)
      return article.replaceChildren(
        el(
          'header',
          { class: 'mail-head' },
          el('div', {}, el('h3', {}, 'No mail'), steps(answer.body, shown.step), said),
        ),
      );
    const src = previewPage(campaign, id, shown.step);
    showMail({ ...shown.mail, src }, steps(answer.body, shown.step), said);
  };

  const draw = () => {
    if (!pinned) selected = mails[0]?.id;
    counted.textContent = mails.length === 0 ? '' : mails.length === 1 ? '1 mail' : `${count(mails.length)} mails`;
    badge.textContent = count(mails.length);
    if (mails.length === 0) show(list, el('li', { class: 'empty' }, 'The inbox is empty.'));
    else
      show(
        list,
        mails.slice(0, LISTED).map(item(selected)),
        mails.length > LISTED && el('li', { class: 'empty' }, `and ${count(mails.length - LISTED)} older ones`),
      );
    drawMail();
  };
  draw();

  return {
    preview,
    open: (id) => {
      previewed = undefined;
      pinned = id !== undefined;
      selected = id;
      draw();
      list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    },
    refresh: async () => {
      const inbox = await getInbox();
      if (inbox.kind !== 'ok') return;
      mails = inbox.body.mails;
      draw();
    },
  };
};
