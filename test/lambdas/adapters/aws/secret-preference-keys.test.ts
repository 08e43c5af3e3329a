import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { RING_LIFE_MS, secretPreferenceKeys } from '../../../../lambdas/adapters/aws/secret-preference-keys.ts';
import { OTHER_SECRET, SECRET } from '../../../builders/preference.ts';

const mock = mockClient(SecretsManagerClient);
const secret = (content: object) => ({ SecretString: JSON.stringify(content) });

describe('the keys of preference links, in Secrets Manager', () => {
  let now = 0;
  const open = () =>
    secretPreferenceKeys({ client: new SecretsManagerClient({}), secretId: 'keys', clock: { now: () => now } });
  beforeEach(() => {
    mock.reset();
    now = 0;
    mock.on(GetSecretValueCommand, { SecretId: 'keys' }).resolves(secret({ current: 'k1', k1: SECRET }));
  });

  it('are read once, whoever asks meanwhile', async () => {
    const keys = open();
    const rings = await Promise.all([keys.ring(), keys.ring(), keys.ring()]);
    now = RING_LIFE_MS - 1;
    await keys.ring();
    expect(mock.calls()).toHaveLength(1);
    expect(rings.map(({ current }) => current)).toEqual(['k1', 'k1', 'k1']);
  });

  it('are read again after five minutes: a new key is known, a removed one is not', async () => {
    const keys = open();
    await keys.ring();
    mock.on(GetSecretValueCommand).resolves(secret({ current: 'k2', k2: OTHER_SECRET }));
    now = RING_LIFE_MS;
    const ring = await keys.ring();
    expect([ring.current, [...ring.keys.keys()]]).toEqual(['k2', ['k2']]);
  });

  it('go on while they cannot be read, or were spoilt', async () => {
    const keys = open();
    await keys.ring();
    for (const trouble of [
      () => mock.on(GetSecretValueCommand).rejects(new Error('away')),
      () => mock.on(GetSecretValueCommand).resolves(secret({})),
    ]) {
      trouble();
      now += RING_LIFE_MS;
      expect((await keys.ring()).current).toBe('k1');
    }
  });

  it('are an error where they were never read, and asked for again next time', async () => {
    mock
      .on(GetSecretValueCommand)
      .rejectsOnce(new Error('away'))
      .resolves(secret({ current: 'k1', k1: SECRET }));
    const keys = open();
    await expect(keys.ring()).rejects.toThrow('away');
    expect((await keys.ring()).current).toBe('k1');
  });
});
