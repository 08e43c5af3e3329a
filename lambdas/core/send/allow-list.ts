import { normaliseAddress } from '../identity/identity.ts';

/** SES's own test mailboxes: they reach nobody. Source: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const SIMULATOR = '*@simulator.amazonses.com';

/** May this stage mail the address? Entries are an address, `*@domain` or `*`; SES's simulator is always allowed. */
export const isAllowed = (address: string, entries: readonly string[]): boolean => {
  const recipient = normaliseAddress(address);
  const domain = recipient.slice(recipient.lastIndexOf('@'));
  return [SIMULATOR, ...entries].some((entry) => {
    const allowed = normaliseAddress(entry);
    return allowed === '*' || allowed === recipient || (allowed.startsWith('*@') && allowed.slice(1) === domain);
  });
};
