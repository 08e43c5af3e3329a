import { readRabbitmqEvent } from '../decode/rabbitmq-event.ts';
import { toRelayedRecord } from '../decode/relayed-record.ts';
import { PlainError } from '../steps/conceal-errors.ts';
import { type RelayPorts, relayRecords } from '../steps/relay-records.ts';

/** Puts every message of a batch on the stream, or throws: then all of them come again. */
export const relayRabbitmq =
  (ports: RelayPorts) =>
  async (batch: unknown, remainingMs: number): Promise<void> => {
    const messages = readRabbitmqEvent(batch);
    if (messages === undefined) throw new PlainError('What Lambda handed over is no batch of messages.');
    await relayRecords('relay-rabbitmq', ports, messages.map(toRelayedRecord), remainingMs);
  };
