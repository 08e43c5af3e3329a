export const compareProtocols = (_print: (line: string) => void): boolean => true;
