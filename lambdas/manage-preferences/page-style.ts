import type { Brand } from '../core/campaign/campaign.ts';

/** The look of the mails: their paper, their serif headings, their dark mode. */
export const pageStyle = ({ colours }: Pick<Brand, 'colours'>): string => `
:root { color-scheme: light dark; --primary: ${colours.primary}; --paper: ${colours.background}; --sheet: #fff; --ink: #24231f; --text: #3b3a36; --quiet: #6f6a60; --rule: #e8e2d8; --link: ${colours.primary}; }
@media (prefers-color-scheme: dark) { :root { --paper: #171916; --sheet: #22251f; --ink: #e9e6dd; --text: #e9e6dd; --quiet: #a9a69b; --rule: #3a3d35; --link: #9fd0bd; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--text); font: 16px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", Helvetica, Arial, sans-serif; }
.wordmark { margin: 0; padding: 28px 20px 20px; text-align: center; font: 22px/1.3 Georgia, "Times New Roman", serif; letter-spacing: .5px; }
.wordmark a { color: var(--ink); text-decoration: none; }
main { max-width: 600px; margin: 0 auto; padding: 40px 32px 32px; background: var(--sheet); border-radius: 14px; }
h1 { margin: 0 0 12px; color: var(--ink); font: 400 32px/1.2 Georgia, "Times New Roman", serif; text-wrap: balance; }
p { margin: 0 0 16px; }
a { color: var(--link); }
.said { margin: 0 0 24px; padding: 14px 18px; border-left: 4px solid var(--primary); border-radius: 6px; background: color-mix(in srgb, var(--primary) 12%, var(--sheet)); color: var(--ink); font-weight: 600; }
fieldset { margin: 24px 0; padding: 0; border: 0; }
legend { padding: 0 0 6px; color: var(--quiet); font-size: 14px; }
.topic { display: flex; gap: 14px; align-items: center; padding: 14px 0; border-top: 1px solid var(--rule); cursor: pointer; }
.topic:last-of-type { border-bottom: 1px solid var(--rule); }
.topic input { flex: none; width: 24px; height: 24px; margin: 0; accent-color: var(--primary); cursor: pointer; }
.topic span { display: block; color: var(--ink); font-weight: 600; }
.topic small { display: block; color: var(--quiet); font-size: 14px; font-weight: 400; }
.acts { display: flex; flex-wrap: wrap; gap: 12px; margin: 0 0 24px; }
button { min-height: 48px; padding: 12px 28px; border: 2px solid var(--primary); border-radius: 999px; background: var(--primary); color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
button.second { border-color: var(--quiet); background: transparent; color: var(--ink); }
button:hover { filter: brightness(1.08); }
a:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; }
.quiet { color: var(--quiet); font-size: 14px; }
.quiet:last-child { margin: 0; }
footer { padding: 24px 20px 40px; text-align: center; color: var(--quiet); font-size: 13px; }
@media (max-width: 639px) { main { margin: 0 12px; padding: 28px 22px 24px; } h1 { font-size: 28px; } .acts button { flex: 1 1 100%; } }
`;
