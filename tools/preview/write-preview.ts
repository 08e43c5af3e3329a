import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Preview } from './preview-mails.ts';

/** Writes each mail as `<step>.html` and `<step>.txt` into the folder; which files those are. */
export const writePreview = async ({ mails }: Preview, folder: string): Promise<readonly string[]> => {
  const files = mails.flatMap(({ step, mail }) =>
    mail === undefined
      ? []
      : [
          { file: join(folder, `${step}.html`), content: mail.html },
          { file: join(folder, `${step}.txt`), content: mail.text },
        ],
  );
  if (files.length > 0) await mkdir(folder, { recursive: true });
  await Promise.all(files.map(({ file, content }) => writeFile(file, content)));
  return files.map(({ file }) => file);
};
