import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Brand } from '../core/campaign/campaign.ts';
import { openToken, type PreferenceClaim } from '../core/preference/token.ts';
import type { Random } from '../ports/clock.ts';
import type { ConsentStore } from '../ports/consent-store.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { PreferenceKeys } from '../ports/preference-keys.ts';
import { countFailure } from '../steps/count-failure.ts';
import { changeConsent } from './change-consent.ts';
import { preferencePages } from './preference-pages.ts';
import { readForm } from './read-form.ts';
import { readWish } from './read-wish.ts';
import { pageResponses } from './respond.ts';
import { type TellWishPorts, tellWish } from './tell-wish.ts';

export interface ManagePreferencesPorts extends TellWishPorts {
  readonly brand: Brand;
  readonly keys: PreferenceKeys;
  readonly consents: ConsentStore;
  readonly random: Random;
  readonly metrics: Metrics;
}

/**
 * The page behind the links of a mail. Looking changes nothing; a change is answered with success once it stands in
 * CONSENT, and so before any further claim. Nobody logs in: who holds the link may choose.
 */
export const managePreferences = (ports: ManagePreferencesPorts) => {
  const pages = preferencePages(ports.brand);
  const respond = pageResponses(pages);

  const change = async (
    request: APIGatewayProxyEventV2,
    claim: PreferenceClaim,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const form = readForm(request);
    if (form.kind === 'too_large') return respond.notUnderstood(413);
    const offered = pages.offered(claim).map(({ id }) => id);
    const wish = form.kind === 'form' ? readWish(form.fields, claim.topic, offered) : undefined;
    if (wish === undefined) return respond.notUnderstood(400);
    const consent = await changeConsent(ports, claim.address, wish);
    ports.metrics.count('PreferencesChanged', 1, { Wish: wish.kind });
    if (consent !== undefined) {
      const told = await tellWish(ports, claim, wish, consent);
      if (told === 'untold' || told === 'kept_for_redrive')
        ports.metrics.count('PreferencesUntold', 1, { Reason: told });
    }
    return respond.page(pages.choices(claim, consent, wish));
  };

  const answer = async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method } = request.requestContext.http;
    if (!['GET', 'HEAD', 'POST'].includes(method)) return respond.wrongMethod();
    const [, token = ''] = /^\/u\/([^/]+)$/.exec(request.rawPath) ?? [];
    const claim = openToken(await ports.keys.ring(), token, ports.clock.now());
    if (claim === undefined) {
      ports.metrics.count('PreferencesRefused', 1);
      return respond.badLink();
    }
    if (method === 'POST') return change(request, claim);
    const consent = (await ports.consents.load([claim.address])).get(claim.address);
    return respond.page(pages.choices(claim, consent));
  };

  return async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      const answered = await answer(request);
      return request.requestContext.http.method === 'HEAD' ? { ...answered, body: '' } : answered;
    } catch (error) {
      countFailure(ports.metrics, 'manage-preferences', error);
      return respond.tryAgain();
    }
  };
};
