import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { liquidRenderer } from '../../../lambdas/adapters/liquid-renderer.ts';
import { type PreviewAnswer, previewMails } from '../../preview/preview-mails.ts';
import { sendTest } from '../../preview/send-test.ts';
import type { EmbeddedCloud } from '../embedded-cloud.ts';
import { notFound, sendJson, sendMailHtml } from './http-answers.ts';
import { type Routes, readJsonBody } from './route.ts';

const word = z.string().min(1).max(500);
const asked = z.object({ profile: word, to: word, step: word.optional(), locale: word.optional() });

const readAsked = async (request: IncomingMessage): Promise<z.infer<typeof asked> | undefined> =>
  asked.safeParse(await readJsonBody(request)).data;

const sendUnknown = (
  response: ServerResponse,
  answer: Exclude<PreviewAnswer, { readonly kind: 'previewed' }>,
): void => {
  if (answer.kind === 'unknown_person') notFound(response, 'No profile has this id or address. Say ?profile=…');
  else {
    const { kind: error, known } = answer;
    sendJson(response, 404, { error, message: `There are: ${known.join(', ')}.`, known });
  }
};

/** What a campaign would send to somebody, and trying it out: the same as `kairos campaign preview` and `test-send`. */
export const previewRoutes = ({ stores, stage, book, clock }: EmbeddedCloud): Routes => {
  const { profiles, consents, ledger, holds, catalogue, mail: mailer } = stores;
  const ports = {
    ...{ profiles, consents, ledger, holds, catalogue, book, clock, mailer },
    allowRecipients: stage.allowRecipients,
    renderer: liquidRenderer(book),
    // Every mail ends in the inbox on this machine.
    testRecipients: ['*'],
  };
  return [
    [
      'GET',
      /^\/v1\/campaigns\/([^/]+)\/preview$/,
      async (_request, response, campaign, query) => {
        const isPage = query.get('show') === 'html';
        const answer = await previewMails(ports, {
          campaign,
          who: query.get('profile') ?? '',
          step: query.get('step') ?? undefined,
          locale: query.get('locale') ?? undefined,
          anyway: isPage || query.has('anyway'),
        });
        if (answer.kind !== 'previewed') return sendUnknown(response, answer);
        if (!isPage) return sendJson(response, 200, answer);
        const html = answer.mails[0]?.mail?.html;
        return html === undefined ? notFound(response, 'There is no mail to show.') : sendMailHtml(response, html);
      },
    ],
    [
      'POST',
      /^\/v1\/campaigns\/([^/]+)\/test-send$/,
      async (request, response, campaign) => {
        const given = await readAsked(request);
        if (given === undefined)
          return sendJson(response, 400, {
            error: 'bad_request',
            message: 'Send {"profile": "whose mail", "to": "an address"}, and perhaps "step" and "locale".',
          });
        const { profile: who, to, step, locale } = given;
        const answer = await sendTest(ports, { campaign, who, to, step, locale });
        if (answer.kind === 'sent') return sendJson(response, 200, answer);
        if (answer.kind === 'refused')
          return sendJson(response, 409, { error: answer.kind, message: answer.why, ...answer });
        return sendUnknown(response, answer);
      },
    ],
  ];
};
