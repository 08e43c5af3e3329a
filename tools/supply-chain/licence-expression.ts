/**
 * Does an SPDX expression let us use the work under allowed licences alone? Of `A OR B` one must be allowed, of
 * `A AND B` both; what is no such expression is not allowed. Source: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
 */
export const isAllowedLicence = (expression: string, allowed: ReadonlySet<string>): boolean => {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  let isBroken = false;

  const either = (): boolean => {
    let holds = both();
    while (tokens[at] === 'OR') {
      at += 1;
      holds = both() || holds;
    }
    return holds;
  };
  const both = (): boolean => {
    let holds = one();
    while (tokens[at] === 'AND') {
      at += 1;
      holds = one() && holds;
    }
    return holds;
  };
  const one = (): boolean => {
    const token = tokens[at];
    at += 1;
    if (token === '(') {
      const inner = either();
      if (tokens[at] !== ')') isBroken = true;
      at += 1;
      return inner;
    }
    // `X WITH exception` only ever allows more than X.
    if (tokens[at] === 'WITH') at += 2;
    return token !== undefined && allowed.has(token);
  };

  const holds = either();
  return holds && !isBroken && at === tokens.length;
};
