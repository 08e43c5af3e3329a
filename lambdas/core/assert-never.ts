/** Makes a forgotten variant of a union a compile error, and a loud one at run time. */
export const assertNever = (value: never): never => {
  throw new Error(`unhandled variant: ${JSON.stringify((value as { kind?: unknown })?.kind ?? typeof value)}`);
};
