/** What a run prints, and the JSON file that it leaves where `KAIROS_REPORT` names one. */
export const reporters: (string | [string, { outputFile: string }])[] =
  process.env.KAIROS_REPORT === undefined
    ? ['default']
    : ['default', ['json', { outputFile: process.env.KAIROS_REPORT }]];
