const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const V4_IN_V6 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const GROUP = /^[\da-f]{1,4}$/i;

/**
 * The network that an IP address is in: /24 of an IPv4 address, /48 of an IPv6 one. The internet routes nothing smaller,
 * so it tells a country as well as the whole does, and no household. Undefined for what is no address.
 */
export const truncateAddress = (address: string): string | undefined => {
  const [, mapped] = V4_IN_V6.exec(address) ?? [];
  const v4 = V4.exec(mapped ?? address);
  if (v4 !== null) {
    const octets = v4.slice(1, 4);
    return v4.slice(1).every((octet) => Number(octet) <= 255) ? `${octets.map(Number).join('.')}.0` : undefined;
  }
  return truncateV6(address);
};

const truncateV6 = (address: string): string | undefined => {
  if (address.length > 45) return undefined;
  const [head = '', tail, ...more] = address.split('::');
  if (more.length > 0) return undefined;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!groups.every((group) => GROUP.test(group))) return undefined;
  const network = groups.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::`;
};
