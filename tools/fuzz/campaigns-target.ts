import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liquidRenderer } from '../../lambdas/adapters/liquid-renderer.ts';
import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { projectRoot } from '../build/build-artifacts.ts';
import { type BuiltCampaigns, buildCampaigns } from '../build/campaigns.ts';
import { type Chance, several } from './chance.ts';
import { checkMail } from './check-mail.ts';
import { type FuzzTarget, mustHold } from './fuzz-target.ts';
import { HOSTILE_TEXTS, HOSTILE_URLS, hostileText } from './hostile-values.ts';

const YAML = 'campaigns/cart-abandoned/campaign.yaml';
const BRAND = 'campaigns/brand.yaml';
const TEMPLATE = 'campaigns/cart-abandoned/reminder.mjml';
const HEADER = 'campaigns/layout/header.mjml';

/** What a marketer might save: each is a built book, or mistakes with file and line. */
export const campaignsTarget: FuzzTarget = {
  name: 'campaigns',
  share: 0.001,
  boundMs: 5_000,
  open: async () => {
    const root = await mkdtemp(join(tmpdir(), 'kairos-fuzz-'));
    await cp(join(projectRoot, 'campaigns'), join(root, 'campaigns'), { recursive: true });
    const kept = ['cart-abandoned', 'layout', 'segments'];
    for (const entry of await readdir(join(root, 'campaigns'), { withFileTypes: true }))
      if (entry.isDirectory() && !kept.includes(entry.name))
        await rm(join(root, 'campaigns', entry.name), { recursive: true });
    const original = new Map<string, string>();
    for (const file of [YAML, BRAND, TEMPLATE, HEADER]) original.set(file, await readFile(join(root, file), 'utf8'));

    return {
      tryOne: async (chance) => {
        const file = chance.pick([YAML, YAML, BRAND, TEMPLATE, TEMPLATE, HEADER]);
        const before = original.get(file) ?? '';
        const kind = file.endsWith('.yaml') ? 'yaml' : 'mjml';
        const source = damaged(chance, before, kind);
        await writeFile(join(root, file), source);
        try {
          return [check(chance, await buildCampaigns(root), kind, source)];
        } finally {
          await writeFile(join(root, file), before);
        }
      },
      close: () => rm(root, { recursive: true, force: true }),
    };
  },
};

const check = (chance: Chance, built: BuiltCampaigns, kind: string, source: string): string => {
  if (built.kind === 'mistakes') {
    mustHold(built.mistakes.length > 0, 'what is not built has a mistake');
    for (const { file, line, reason, remedy } of built.mistakes) {
      mustHold(file.startsWith('campaigns/'), 'a mistake names its file');
      mustHold(Number.isInteger(line) && line >= 1, 'a mistake names its line');
      mustHold(reason !== '' && remedy !== '', 'a mistake says what is wrong, and what to write instead');
    }
    return `mistakes: ${kind}`;
  }
  mustHold(JSON.stringify(JSON.parse(JSON.stringify(built.book))) === JSON.stringify(built.book), 'a book is JSON');
  renderAll(chance, built.book, source);
  return `built: ${kind}`;
};

/** Whatever a marketer managed to build, strangers' texts must not become markup in it. */
const renderAll = (chance: Chance, book: CampaignBook, source: string): void => {
  const item = () => ({
    id: 'p-1',
    name: hostileText(chance),
    quantity: 1,
    price: 12.5,
    url: chance.pick(HOSTILE_URLS),
    imageUrl: chance.pick(HOSTILE_URLS),
  });
  const stranger = () => (chance.happens(0.5) ? hostileText(chance) : chance.pick(HOSTILE_URLS));
  const { brand } = book;
  for (const { steps } of book.campaigns)
    for (const step of steps)
      checkMail(
        liquidRenderer(book).render(step.id, step, {
          customer: { firstName: stranger() },
          event: { name: stranger() },
          cart: { items: [item(), item()], count: 2, total: 25 },
          viewed: [item()],
          recommendations: [item()],
          brand,
          links: { shop: brand.url },
        }),
        source,
      );
};

const YAML_PIECES = [
  '&a [*a]',
  'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n',
  '<<: *nothing',
  '__proto__: {status: live}',
  'constructor: x',
  '? [a, b]\n: c',
  '!!js/function "x"',
  '!!binary "AAAA"',
  '!<tag:yaml.org,2002:set> {a, b}',
  '---\nstatus: draft\n',
  '...\n',
  '%YAML 9.9\n',
  '\t- x',
  '{{ cart.items }}',
  'steps: []',
  'steps: {}',
  'wait: 1e999d',
  'holdout: 500%',
  'holdout: NaN%',
  'maxAge: 99999999999999999999d',
  'equals: .nan',
  'equals: .inf',
  'zone: Mars/Olympus',
  'locale: zz-ZZ-zz',
  'currency: "££"',
  'currency: XXXX',
  '- ',
  ': ',
  '"',
  "'",
  '|',
  '\u0000',
  '\ud800',
  '\r',
] as const;

const MJML_PIECES = [
  '<mj-text>',
  '</mj-text>',
  '<mj-column><mj-column>',
  '<mjml>',
  '<mj-include path="reminder.mjml" />',
  '<mj-include path="../cart-abandoned/reminder.mjml" />',
  '<mj-include path="/" />',
  '<mj-include path="" />',
  '<mj-include path="../layout" />',
  '<mj-raw>{{ customer.firstName }}</mj-raw>',
  '<mj-raw><script>{{ customer.firstName }}</script></mj-raw>',
  '<mj-raw><a href={{ customer.firstName }}>x</a></mj-raw>',
  "<mj-raw><a href='{{ customer.firstName }}'>x</a></mj-raw>",
  '<mj-raw><a href = "{{ customer.firstName }}">x</a></mj-raw>',
  '<mj-raw><a HREF="{{ customer.firstName }}">x</a></mj-raw>',
  '<mj-raw><a href="java{{ customer.firstName }}">x</a></mj-raw>',
  '<mj-style>{{ customer.firstName }}</mj-style>',
  '<mj-button href="{{ event.name }}">x</mj-button>',
  '<mj-image src="{{ event.name }}" />',
  '{% raw %}',
  '{% if %}',
  '{% endfor %}',
  '{% for a in (1..1000000) %}{% for b in (1..1000000) %}x{% endfor %}{% endfor %}',
  '{{ customer.firstName | raw }}',
  '{{ customer | json }}',
  '{{ "x" | append: "y" | times: "z" | date: "%" }}',
  '{{ customer.firstName | split: "" | join: "<" }}',
  '{{ constructor }}',
  '{{ __proto__.x }}',
  '{{ cart.items | sort: "x" | map: "name" | uniq }}',
  '{% assign x = cart %}{{ x.items[0].name }}',
  '{% capture x %}{{ customer.firstName }}{% endcapture %}{{ x }}',
  '{% liquid\necho customer.firstName\n%}',
  '<!--',
  '-->',
  '<![CDATA[',
  '&nbsp;&fuzz;&#x0;',
  '<mj-fuzz />',
  '<mj-text color="fuzz">x</mj-text>',
  '\u0000',
  '\ud800',
] as const;

const damaged = (chance: Chance, source: string, kind: 'yaml' | 'mjml'): string => {
  let lines = source.split('\n');
  for (let left = 1 + chance.below(2); left > 0; left -= 1) {
    const at = chance.below(lines.length);
    const line = lines[at] ?? '';
    const piece = chance.happens(0.75)
      ? kind === 'yaml'
        ? chance.pick(YAML_PIECES)
        : chance.pick(MJML_PIECES)
      : chance.pick(HOSTILE_TEXTS);
    switch (chance.below(8)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(at, 0, line);
        break;
      case 2:
        lines = lines.slice(0, at);
        break;
      case 3:
        lines[at] = line.slice(0, chance.below(line.length + 1));
        break;
      case 4:
        lines[at] = line.replace(/: .*/, () => `: ${piece}`);
        break;
      case 5:
        lines[at] = `${' '.repeat(chance.below(4))}${line}`;
        break;
      default:
        lines.splice(at, 0, piece);
    }
  }
  if (chance.happens(0.01))
    return chance.pick([
      '',
      several(chance, 5, 5, () => chance.pick(HOSTILE_TEXTS)).join('\n'),
      `${'['.repeat(20_000)}`,
      `${'{a: '.repeat(20_000)}`,
      Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      `${'<mj-text>'.repeat(5_000)}`,
      `${'{% if a %}'.repeat(5_000)}`,
      `${'{{ '.repeat(5_000)}`,
      `<a href="${'{{ a }}'.repeat(5_000)}`,
      'x'.repeat(600_000),
    ]);
  return lines.join('\n');
};
