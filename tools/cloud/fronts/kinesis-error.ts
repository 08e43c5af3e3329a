import type { z } from 'zod';

/** An error that a client of Kinesis knows by its name. */
export class KinesisError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const camel = (part: string): string => part.charAt(0).toLowerCase() + part.slice(1);

/** `Records[0].Data` as Kinesis writes it: `records.1.member.data`. */
const memberPath = (path: readonly PropertyKey[]): string =>
  path.map((part) => (typeof part === 'number' ? `${part + 1}.member` : camel(String(part)))).join('.');

const constraintOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'Member must not be null' : `Member must be of type ${issue.expected}`;
    case 'too_big':
      return issue.origin === 'number'
        ? `Member must have value less than or equal to ${issue.maximum}`
        : `Member must have length less than or equal to ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'number'
        ? `Member must have value greater than or equal to ${issue.minimum}`
        : `Member must have length greater than or equal to ${issue.minimum}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    case 'invalid_union':
      return 'Member must not be null';
    default:
      return issue.message;
  }
};

/** The text of a ValidationException as Kinesis writes it, without the value itself. */
export const validationMessage = ({ issues }: z.ZodError): string => {
  const texts = issues.map(
    (issue) => `Value at '${memberPath(issue.path)}' failed to satisfy constraint: ${constraintOf(issue)}`,
  );
  return `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${texts.join('; ')}`;
};
