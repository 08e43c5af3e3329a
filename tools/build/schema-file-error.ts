/** A mistake in `schemas/`, said so that whoever wrote the file can mend it. */
export class SchemaFileError extends Error {
  constructor(file: string, path: string, reason: string, remedy: string) {
    super(`${file}${path === '' ? '' : `, at ${path}`}: ${reason}. ${remedy}`);
    this.name = 'SchemaFileError';
  }
}

/** The folder's name that belongs to an event's. */
export const slugOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
