import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Liquid } from 'liquidjs';
import { liquidEngine } from '../../lambdas/adapters/liquid-engine.ts';
import type { Brand, Campaign, CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { digest } from '../../lambdas/core/hash.ts';
import type { Segment } from '../../lambdas/core/segment/segment.ts';
import { type BrandFile, brandMistakes, toBrand } from './campaigns/brand-file.ts';
import {
  type CampaignFile,
  campaignMistakes,
  namesSegment,
  type Surroundings,
  toCampaign,
} from './campaigns/campaign-file.ts';
import type { MailScope } from './campaigns/check-liquid.ts';
import { readKnownEvents } from './campaigns/known-events.ts';
import { lintMail } from './campaigns/lint-mail.ts';
import { type BuiltMail, buildMail } from './campaigns/mail-file.ts';
import type { Mistake } from './campaigns/mistake.ts';
import { nameMistakes } from './campaigns/name-mistakes.ts';
import { loadSchema } from './campaigns/schema-mistakes.ts';
import { buildSegments, segmentNames } from './campaigns/segment-file.ts';
import { toTrigger } from './campaigns/trigger-file.ts';
import { projectPath, readYaml, type YamlFile } from './campaigns/yaml-file.ts';

export type BuiltCampaigns =
  | { readonly kind: 'built'; readonly book: CampaignBook }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

type BuiltCampaign =
  | { readonly kind: 'built'; readonly campaign: Campaign }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

/** Folders of `campaigns/` that hold no campaign. */
const SHARED_FOLDERS = ['layout', 'segments'];

/** Everything under `campaigns/`, checked and compiled, or all mistakes in it, by file and line. */
export const buildCampaigns = async (root: string): Promise<BuiltCampaigns> => {
  const folder = join(root, 'campaigns');
  const brandFile = await readYaml(
    root,
    join(folder, 'brand.yaml'),
    await loadSchema<BrandFile>(join(folder, 'brand.schema.json')),
  );
  if (brandFile.kind === 'mistakes') return brandFile;
  const brandFaults = brandMistakes(brandFile.yaml);
  if (brandFaults.length > 0) return { kind: 'mistakes', mistakes: brandFaults };

  const brand = toBrand(brandFile.yaml.content);
  const schema = await loadSchema<CampaignFile>(join(folder, 'campaign.schema.json'));
  const liquid = liquidEngine({ ...brand, target: 'html' });
  const surroundings = {
    topics: brand.topics.map(({ id }) => id),
    segments: await segmentNames(root),
    events: await readKnownEvents(root),
  };
  const { segments, mistakes: segmentMistakes } = await buildSegments(root, surroundings);
  const built: BuiltCampaign[] = [];
  for (const name of await campaignNames(folder)) {
    const path = join(folder, name, 'campaign.yaml');
    const file = await readYaml(root, path, schema);
    const faults = nameMistakes(projectPath(root, path), name, 'campaign');
    if (faults.length > 0) built.push({ kind: 'mistakes', mistakes: faults });
    built.push(
      file.kind === 'read' ? await buildCampaign(root, name, file.yaml, brand, liquid, surroundings, segments) : file,
    );
  }
  const mistakes = [
    ...segmentMistakes,
    ...built.flatMap((outcome) => (outcome.kind === 'mistakes' ? outcome.mistakes : [])),
  ];
  return mistakes.length > 0
    ? { kind: 'mistakes', mistakes: distinct(mistakes) }
    : {
        kind: 'built',
        book: {
          brand,
          campaigns: built.flatMap((outcome) => (outcome.kind === 'built' ? [outcome.campaign] : [])),
          segments,
        },
      };
};

const campaignNames = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !SHARED_FOLDERS.includes(entry.name))
    .map(({ name }) => name)
    .sort();

const buildCampaign = async (
  root: string,
  name: string,
  yaml: YamlFile<CampaignFile>,
  brand: Brand,
  liquid: Liquid,
  surroundings: Surroundings,
  segments: readonly Segment[],
): Promise<BuiltCampaign> => {
  const mistakes = [...campaignMistakes(yaml, surroundings)];
  const mails: BuiltMail[] = [];
  for (const [index, { id, email }] of yaml.content.steps.entries()) {
    const scope = { ...scopeOf(yaml.content, email, surroundings), of: `step "${id}" in ${yaml.file}` };
    const outcome = await buildMail(root, name, yaml, index, { brand, liquid, scope });
    if (outcome.kind === 'built') mails.push(outcome.mail);
    else mistakes.push(...outcome.mistakes);
  }
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes };
  const texts = mails.flatMap(({ text, languages }) => [text, ...Object.values(languages)]);
  const conditions = new Map(segments.map(({ name, predicate }) => [name, predicate]));
  const version = digest(
    yaml.source,
    ...texts.flatMap(({ template }) => [template.html, template.text]),
    ...segments.filter(({ name }) => namesSegment(yaml.content, name)).map(({ version }) => version),
  );
  const campaign = toCampaign(name, version, yaml.content, mails, conditions);
  const faults = campaign.steps.flatMap((step, index) =>
    lintMail(campaign, step, brand).map((fault) => ({
      file: yaml.file,
      line: yaml.lineOf(['steps', index, 'email', 'template']),
      ...fault,
    })),
  );
  return faults.length > 0 ? { kind: 'mistakes', mistakes: faults } : { kind: 'built', campaign };
};

const SLOTS = ['viewed', 'product', 'recommendations'] as const;

/** What the texts of a step may name. Lists in the trigger's properties have their whole length beside them. */
const scopeOf = (
  { trigger }: CampaignFile,
  { slots = {} }: CampaignFile['steps'][number]['email'],
  { events }: Surroundings,
): MailScope => {
  const { event } = toTrigger(trigger);
  const properties = events.propertiesOf(event);
  return {
    withoutSlot: SLOTS.filter((slot) => slots[slot] === undefined),
    ...(properties && {
      trigger: {
        event,
        properties: new Set(
          [...properties].flatMap(([name, types]) => (types.has('array') ? [name, `${name}_count`] : [name])),
        ),
      },
    }),
  };
};

/** A mistake in a shared file shows up in every campaign that includes it. */
const distinct = (mistakes: readonly Mistake[]): readonly Mistake[] => [
  ...new Map(mistakes.map((mistake) => [JSON.stringify(mistake), mistake])).values(),
];
