import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Instant } from '../../core/event/event.ts';
import type { KeyRing } from '../../core/preference/token.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PreferenceKeys } from '../../ports/preference-keys.ts';
import { toKeyRing } from '../key-ring.ts';

/** How soon a key that was added or removed is known everywhere. docs/runbook.md counts on it. */
export const RING_LIFE_MS = 5 * 60_000;

export interface SecretPreferenceKeysOptions {
  readonly client: SecretsManagerClient;
  readonly secretId: string;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The ring as Secrets Manager has it: read once a cold start and again every five minutes. While it cannot be read, the
 * last one goes on: an unreachable store must neither stop mail nor refuse somebody who wants to leave.
 */
export const secretPreferenceKeys = ({ client, secretId, clock }: SecretPreferenceKeysOptions): PreferenceKeys => {
  let known: { readonly ring: KeyRing; readonly readAt: Instant } | undefined;
  let reading: Promise<KeyRing> | undefined;

  const read = async (): Promise<KeyRing> => {
    try {
      const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      known = { ring: toKeyRing(SecretString), readAt: clock.now() };
    } catch (error) {
      if (known === undefined) throw error;
      known = { ...known, readAt: clock.now() };
    }
    return known.ring;
  };

  return {
    ring: () => {
      if (known !== undefined && clock.now() - known.readAt < RING_LIFE_MS) return Promise.resolve(known.ring);
      // Mails of one batch are composed side by side: they share one call.
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
};
