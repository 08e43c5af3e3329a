import { readLakeObject } from '../../lambdas/decode/lake-row.ts';
import type { Message } from './script.ts';
import type { Played } from './world.ts';

/** The source that `record-feedback` names in its own events. */
const MAIL = 'mail';

/** What the system told its own stream of mails, as the lake has it. */
export const ownMessages = ({ cloud }: Played): readonly Message[] => {
  const messages: Message[] = [];
  for (const [key, object] of cloud.stores.lake.objects) {
    if (!key.startsWith('raw/')) continue;
    for (const { data } of readLakeObject(object)) {
      const text = Buffer.from(data).toString();
      // An aggregate is what comes out of quarantine: each of its messages is in the lake already.
      if (text.startsWith('{') && text.includes(`"source":"${MAIL}"`)) messages.push(JSON.parse(text) as Message);
    }
  }
  return messages;
};
