import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
import { aMessage, aRecord } from '../../builders/record.ts';

const decode = (content: unknown) => decodeRecord(aRecord(content), validators);

describe('names that become keys of a profile', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('refuses an event called %s', (event) => {
    expect(decode(aMessage({ event }))).toMatchObject({
      events: [],
      failures: [{ reason: 'forbidden_key', path: '/event' }],
    });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses consent to a topic called %s', (topic) => {
    expect(decode(aMessage({ event: 'Subscribed', properties: { topic } }))).toMatchObject({
      events: [],
      failures: [{ reason: 'forbidden_key', path: '/properties/topic' }],
    });
  });
});

describe('numbers that no computer number holds', () => {
  it.each(['1e999', '-1e999'])('refuses %s at any depth, which would be stored as nothing', (number) => {
    const text = JSON.stringify(aMessage({ type: 'identify', traits: { sizes: [{ waist: 'HERE' }] } }));
    expect(decode(text.replace('"HERE"', number))).toMatchObject({ events: [], failures: [{ reason: 'too_large' }] });
  });
});
