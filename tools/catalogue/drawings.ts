/** Colours of one picture. */
export interface Palette {
  readonly ground: string;
  readonly main: string;
  readonly accent: string;
}

const DARK = 'fill="#1d1b16" opacity=".13"';
const LIGHT = 'fill="#ffffff" opacity=".22"';

const floor = (cx: number, cy: number, rx: number): string =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${Math.round(rx / 7)}" fill="#1d1b16" opacity=".14"/>`;

/** The things of the shop, each as SVG on a field of 320 by 320. */
export const drawings: Readonly<Record<string, (palette: Palette) => string>> = {
  mug: ({ main, accent }) => `${floor(152, 244, 86)}
    <path d="M206 138h20c26 0 40 16 40 38s-16 40-44 40h-20" fill="none" stroke="${main}" stroke-width="18"/>
    <path d="M84 108h132v96c0 26-16 40-40 40h-52c-24 0-40-14-40-40z" fill="${main}"/>
    <path d="M84 168h132v20H84z" fill="${accent}"/><path d="M176 108h40v96c0 26-16 40-40 40 14-14 18-30 18-52z" ${DARK}/>
    <ellipse cx="150" cy="108" rx="66" ry="15" fill="${main}"/><ellipse cx="150" cy="108" rx="56" ry="10" fill="#4a2f1f"/>
    <path d="M100 128h12v84h-4c-6-4-8-10-8-18z" ${LIGHT}/>`,
  teapot: ({ main, accent }) => `${floor(158, 250, 92)}
    <path d="M226 150c40-12 58 12 50 42-6 24-28 38-54 36" fill="none" stroke="${accent}" stroke-width="13"/>
    <path d="M92 196c-28 2-38-26-50-56l22-8c10 24 20 36 40 34z" fill="${main}"/>
    <path d="M80 186c0-46 34-72 78-72s78 26 78 72c0 40-24 64-48 64h-60c-24 0-48-24-48-64z" fill="${main}"/>
    <path d="M196 126c26 12 40 32 40 60 0 40-24 64-48 64 20-32 24-86 8-124z" ${DARK}/>
    <path d="M118 118c8-18 72-18 80 0z" fill="${accent}"/><circle cx="158" cy="96" r="11" fill="${accent}"/>
    <path d="M102 178c2-18 12-32 28-38-12 20-16 42-14 66-8-4-14-14-14-28z" ${LIGHT}/>`,
  bowl: ({ main, accent }) => `${floor(160, 246, 74)}
    <path d="M62 142h196c0 62-38 98-74 102h-48c-36-4-74-40-74-102z" fill="${main}"/>
    <path d="M206 142h52c0 62-38 98-74 102 18-24 24-60 22-102z" ${DARK}/>
    <ellipse cx="160" cy="142" rx="98" ry="24" fill="${accent}"/><ellipse cx="160" cy="146" rx="84" ry="17" ${DARK}/>
    <path d="M84 172c8 26 20 42 34 52l10-2c-16-14-26-32-32-50z" ${LIGHT}/>`,
  plates: ({ main, accent }) => `<g transform="translate(0 -34)">${floor(160, 246, 102)}
    ${[232, 210, 188].map((y, i) => `<ellipse cx="160" cy="${y + 8}" rx="108" ry="26" fill="${i === 1 ? accent : main}"/><ellipse cx="160" cy="${y}" rx="108" ry="26" fill="${i === 1 ? accent : main}"/><path d="M52 ${y}a108 26 0 0 0 216 0v8a108 26 0 0 1-216 0z" ${DARK}/>`).join('')}
    <ellipse cx="160" cy="186" rx="72" ry="16" ${DARK}/><ellipse cx="160" cy="189" rx="68" ry="13" fill="${main}"/></g>`,
  kettle: ({ main, accent }) => `${floor(160, 252, 92)}
    <path d="M96 128c0-70 128-70 128 0" fill="none" stroke="${accent}" stroke-width="14"/>
    <path d="M214 176l62-42 14 16-66 84z" fill="${main}"/>
    <path d="M88 236l14-84c4-22 24-34 58-34s54 12 58 34l14 84c2 10-4 16-14 16H102c-10 0-16-6-14-16z" fill="${main}"/>
    <path d="M196 124c12 6 20 16 22 28l14 84c2 10-4 16-14 16h-30c14-40 16-86 8-128z" ${DARK}/>
    <path d="M122 122c10-14 66-14 76 0z" ${DARK}/><circle cx="160" cy="106" r="9" fill="${accent}"/>
    <path d="M118 150h14l-10 84h-16z" ${LIGHT}/>`,
  board: ({ main, accent }) => `${floor(160, 264, 78)}
    <path d="M146 44h28c8 0 12 6 12 14l-2 38h30c14 0 22 8 22 22v124c0 14-8 22-22 22H106c-14 0-22-8-22-22V118c0-14 8-22 22-22h30l-2-38c0-8 4-14 12-14z" fill="${main}"/>
    <circle cx="160" cy="66" r="9" fill="${accent}"/>
    ${[112, 142, 178, 208].map((x) => `<path d="M${x} 104c8 50-8 100 2 152" stroke="#1d1b16" stroke-width="3" opacity=".13" fill="none"/>`).join('')}`,
  jug: ({ main, accent }) => `${floor(154, 258, 66)}
    <path d="M206 116c44-6 56 20 48 54-6 26-24 38-48 38" fill="none" stroke="${main}" stroke-width="15"/>
    <path d="M92 74l26 10h86c-6 30 12 58 12 104 0 46-20 70-40 70h-44c-20 0-40-24-40-70 0-48 24-78 0-114z" fill="${main}"/>
    <path d="M93 172h122c2 12 1 22 0 32H93c-1-10-1-20 0-32z" fill="${accent}"/>
    <path d="M178 84h26c-6 30 12 58 12 104 0 46-20 70-40 70 22-50 20-120 2-174z" ${DARK}/>
    <path d="M112 130c-6 28-8 66 2 96h10c-8-34-6-68 0-96z" ${LIGHT}/>`,
  vase: ({ main, accent }) => `${floor(160, 268, 56)}
    <g stroke="${accent}" stroke-width="5" fill="none"><path d="M160 140C158 100 150 78 132 56M162 140c2-46 10-66 24-92M160 140c-6-20-20-40-46-44"/></g>
    <g fill="${accent}"><circle cx="130" cy="52" r="17"/><circle cx="188" cy="44" r="20"/><circle cx="110" cy="96" r="14"/><path d="M176 96c8-18 24-24 42-22-4 18-20 30-42 22z"/></g>
    <circle cx="130" cy="52" r="6" ${LIGHT}/><circle cx="188" cy="44" r="7" ${LIGHT}/>
    <path d="M138 132h44c-2 24 34 46 34 84 0 32-18 52-40 52h-32c-22 0-40-20-40-52 0-38 36-60 34-84z" fill="${main}"/>
    <path d="M170 132h12c-2 24 34 46 34 84 0 32-18 52-40 52 26-40 22-92-6-136z" ${DARK}/>`,
  lamp: ({ main, accent }) => `${floor(160, 268, 58)}
    <path d="M70 168h180l22 92H48z" fill="#fff3c9" opacity=".35"/>
    <path d="M153 160h14v92h-14z" fill="${accent}"/><path d="M112 268c0-14 22-22 48-22s48 8 48 22z" fill="${accent}"/>
    <path d="M118 56h84l42 112H76z" fill="${main}"/><path d="M182 56h20l42 112h-44z" ${DARK}/><path d="M124 66h14l-34 92H92z" ${LIGHT}/>
    <path d="M214 168v34" stroke="${accent}" stroke-width="3"/><circle cx="214" cy="206" r="5" fill="${accent}"/>`,
  pendant: ({ main, accent }) => `<path d="M98 204h124l44 116H54z" fill="#fff3c9" opacity=".4"/>
    <path d="M158 0h4v92h-4z" fill="${accent}"/><rect x="142" y="86" width="36" height="26" rx="6" fill="${accent}"/>
    <circle cx="160" cy="204" r="26" fill="#fff0bd"/>
    <path d="M64 204c0-58 40-96 96-96s96 38 96 96z" fill="${main}"/><path d="M188 112c42 12 68 46 68 92h-46c0-38-6-68-22-92z" ${DARK}/>
    <path d="M86 190c4-30 20-50 40-60-12 18-18 38-18 60z" ${LIGHT}/>`,
  candle: ({ main, accent }) => `${floor(160, 258, 78)}
    <path d="M160 66c20 24 22 36 22 46a22 22 0 0 1-44 0c0-12 6-24 22-46z" fill="#f3a640"/><path d="M160 92c9 12 11 18 11 24a11 11 0 0 1-22 0c0-6 4-12 11-24z" fill="#fff0bd"/>
    <path d="M158 128h4v22h-4z" fill="#3b3a36"/>
    <path d="M92 148h136v86c0 16-8 24-24 24h-88c-16 0-24-8-24-24z" fill="${main}"/><path d="M194 148h34v86c0 16-8 24-24 24h-24c12-30 16-70 14-110z" ${DARK}/>
    <ellipse cx="160" cy="148" rx="68" ry="14" fill="${main}"/><ellipse cx="160" cy="148" rx="56" ry="9" ${LIGHT}/>
    <rect x="124" y="180" width="72" height="46" rx="4" fill="${accent}"/><path d="M138 196h44M146 210h28" stroke="${main}" stroke-width="4"/>`,
  chair: ({ main, accent }) => `${floor(160, 276, 84)}
    <g stroke="${accent}" stroke-width="11" stroke-linecap="round"><path d="M112 176l-14 98M208 176l14 98M128 176l-4 78M192 176l4 78"/></g>
    <path d="M106 62c0-18 108-18 108 0l6 84c0 10-120 10-120 0z" fill="${main}"/><path d="M184 50c18 2 30 6 30 12l6 84c0 6-24 8-44 8 12-30 14-66 8-104z" ${DARK}/>
    <path d="M118 152h10v24h-10zM192 152h10v24h-10z" fill="${accent}"/>
    <path d="M92 172c0-10 136-10 136 0l4 20c0 10-144 10-144 0z" fill="${main}"/><path d="M90 188c20 8 120 8 140 0l2 6c-2 8-142 8-144 0z" ${DARK}/>`,
  stool: ({ main, accent }) => `${floor(160, 274, 78)}
    <g stroke="${accent}" stroke-width="13" stroke-linecap="round"><path d="M118 136L92 270M202 136l26 134M160 140v118"/></g><path d="M104 216h112" stroke="${accent}" stroke-width="9"/>
    <ellipse cx="160" cy="128" rx="86" ry="23" fill="${main}"/><ellipse cx="160" cy="116" rx="86" ry="23" fill="${main}"/><path d="M74 116a86 23 0 0 0 172 0v12a86 23 0 0 1-172 0z" ${DARK}/>
    <ellipse cx="146" cy="112" rx="48" ry="10" ${LIGHT}/>`,
  armchair: ({ main, accent }) => `${floor(160, 270, 108)}
    <g stroke="${accent}" stroke-width="12" stroke-linecap="round"><path d="M88 240l-8 28M232 240l8 28"/></g>
    <path d="M84 116c0-44 28-60 76-60s76 16 76 60v84H84z" fill="${main}"/><path d="M84 116c0-44 28-60 76-60s76 16 76 60v84H84z" ${DARK}/>
    <path d="M92 178h136v46H92z" fill="${main}"/><path d="M102 170h116c6 0 10 4 10 10v14H92v-14c0-6 4-10 10-10z" ${LIGHT}/>
    <path d="M48 164c0-32 50-32 50 0v56h124v-56c0-32 50-32 50 0v62c0 14-8 20-20 20H68c-12 0-20-6-20-20z" fill="${main}"/>
    <rect x="128" y="108" width="66" height="60" rx="10" transform="rotate(9 160 138)" fill="${accent}"/>`,
  plant: ({ main, accent }) => `${floor(160, 272, 62)}
    <g fill="${main}"><path d="M158 188C98 184 66 150 58 96c56 4 94 36 100 92z"/><path d="M162 188c60-6 92-42 96-96-56 6-92 40-96 96z"/><path d="M160 190c-34-44-34-100 0-150 34 50 34 106 0 150z"/></g>
    <g stroke="#ffffff" stroke-opacity=".35" stroke-width="3" fill="none"><path d="M156 184C130 150 100 120 72 104M164 184c24-36 54-64 82-80M160 186V62"/></g>
    <path d="M102 186h116l-14 74c-2 8-6 12-14 12h-60c-8 0-12-4-14-12z" fill="${accent}"/><path d="M94 176h132v26H94z" fill="${accent}"/><path d="M94 202h132l-2 10H96zM188 202h30l-14 58c-2 8-6 12-14 12h-16c10-22 14-44 14-70z" ${DARK}/>`,
  cactus: ({ main, accent }) => `${floor(160, 272, 60)}
    <g fill="none" stroke="${main}" stroke-width="34" stroke-linecap="round" stroke-linejoin="round"><path d="M160 190V80M160 158h-40c-10 0-14-4-14-14v-22M160 140h34c12 0 16-4 16-16V96"/></g>
    <g stroke="#ffffff" stroke-opacity=".4" stroke-width="3" stroke-dasharray="3 11"><path d="M152 70v116M168 70v116M106 118v20M210 94v28"/></g>
    <circle cx="160" cy="58" r="13" fill="#e0728a"/><circle cx="160" cy="58" r="5" fill="#fff0bd"/>
    <path d="M104 190h112l-12 70c-2 8-6 12-14 12h-60c-8 0-12-4-14-12z" fill="${accent}"/><path d="M104 190h112l-4 22H108z" ${LIGHT}/><path d="M190 212h22l-8 48c-2 8-6 12-14 12h-14c8-18 12-36 14-60z" ${DARK}/>`,
  cushion: ({ main, accent }) => `${floor(160, 262, 96)}
    <path d="M62 70c30 12 166 12 196 0 10 0 14 6 12 14-12 40-12 114 0 154 2 8-2 14-12 14-30-10-166-10-196 0-10 0-14-6-12-14 12-40 12-114 0-154-2-8 2-14 12-14z" fill="${main}"/>
    <g fill="none" stroke="${accent}" stroke-width="10"><path d="M64 118c60 14 132 14 192 0M60 160h200M64 202c60-12 132-12 192 0"/></g>
    <path d="M216 76c22-2 34-4 42-6 10 0 14 6 12 14-12 40-12 114 0 154 2 8-2 14-12 14-12-4-30-6-50-6 18-50 20-112 8-170z" ${DARK}/>`,
  blanket: ({ main, accent }) => `${floor(160, 258, 108)}
    <g fill="${main}"><rect x="56" y="206" width="208" height="48" rx="24"/><rect x="62" y="160" width="196" height="48" rx="24"/><rect x="56" y="114" width="208" height="48" rx="24"/></g>
    <g ${DARK}><path d="M70 208h180v6H70zM76 162h168v6H76z"/></g>
    <path d="M118 112h28v142h-28zM158 112h10v142h-10z" fill="${accent}"/>
    <g stroke="${main}" stroke-width="5" stroke-linecap="round"><path d="M84 252v18M102 252v18M120 252v18M196 252v18M214 252v18M232 252v18"/></g><path d="M76 122h168c8 0 10 6 8 10H68c-2-4 0-10 8-10z" ${LIGHT}/>`,
  basket: ({ main, accent }) => `${floor(160, 262, 86)}
    <path d="M92 150c0-116 136-116 136 0" fill="none" stroke="${accent}" stroke-width="13"/>
    <path d="M66 146h188l-20 100c-2 10-8 16-18 16H104c-10 0-16-6-18-16z" fill="${main}"/>
    <g stroke="${accent}" stroke-width="5" opacity=".65" stroke-dasharray="20 10"><path d="M74 174h172"/><path d="M80 198h160" stroke-dashoffset="15"/><path d="M84 222h152"/><path d="M90 244h140" stroke-dashoffset="15"/></g>
    <rect x="58" y="136" width="204" height="22" rx="11" fill="${main}"/><path d="M60 148h200c-2 6-4 10-9 10H69c-5 0-7-4-9-10z" ${DARK}/>`,
  clock: ({ main, accent }) => `<circle cx="166" cy="170" r="106" fill="#1d1b16" opacity=".12"/>
    <circle cx="160" cy="160" r="106" fill="${main}"/><circle cx="160" cy="160" r="88" fill="#fdfaf4"/>
    <g stroke="${main}" stroke-width="6" stroke-linecap="round">${Array.from({ length: 4 }, (_, i) => `<path d="M160 86v16" transform="rotate(${i * 90} 160 160)"/>`).join('')}</g>
    <g stroke-linecap="round" fill="none"><path d="M160 160l-34-28" stroke="#24231f" stroke-width="9"/><path d="M160 160l44-32" stroke="#24231f" stroke-width="6"/><path d="M160 160l12 58" stroke="${accent}" stroke-width="4"/></g><circle cx="160" cy="160" r="9" fill="${accent}"/>`,
  mirror: ({
    main,
    accent,
  }) => `<path d="M160 20v44" stroke="${accent}" stroke-width="5"/><circle cx="160" cy="24" r="9" fill="${accent}"/>
    <ellipse cx="166" cy="182" rx="88" ry="110" fill="#1d1b16" opacity=".12"/><ellipse cx="160" cy="174" rx="88" ry="110" fill="${main}"/>
    <ellipse cx="160" cy="174" rx="73" ry="95" fill="#dfe9e8"/><path d="M98 212L196 90c12 10 22 24 28 40l-92 118c-14-8-26-20-34-36z" fill="#ffffff" opacity=".55"/>`,
  towel: ({
    main,
    accent,
  }) => `<rect x="40" y="66" width="240" height="14" rx="7" fill="${accent}"/><circle cx="46" cy="73" r="13" fill="${accent}"/><circle cx="274" cy="73" r="13" fill="${accent}"/>
    <path d="M84 70c0-12 8-16 16-16h120c8 0 16 4 16 16v190H84z" fill="${main}"/>
    <g fill="${accent}"><path d="M84 204h152v10H84zM84 222h152v20H84z"/></g><path d="M84 80h152v10H84zM198 90h38v170h-42c8-56 8-112 4-170z" ${DARK}/>
    <g stroke="${main}" stroke-width="5" stroke-linecap="round">${Array.from({ length: 9 }, (_, i) => `<path d="M${90 + i * 17.5} 260v14"/>`).join('')}</g>`,
  notebook: ({ main, accent }) => `<rect x="86" y="66" width="160" height="206" rx="10" fill="#1d1b16" opacity=".14"/>
    <rect x="86" y="58" width="160" height="206" rx="8" fill="#fdfaf4"/><rect x="78" y="52" width="160" height="206" rx="10" fill="${main}"/><path d="M78 62c0-6 4-10 10-10h18v206H88c-6 0-10-4-10-10z" ${DARK}/>
    <path d="M208 52h10v206h-10z" fill="${accent}"/><rect x="124" y="92" width="66" height="46" rx="4" fill="#fdfaf4"/><path d="M134 108h46M134 122h30" stroke="${main}" stroke-width="4"/>`,
  can: ({ main, accent }) => `${floor(156, 258, 86)}
    <path d="M204 138c58-30 84 34 30 78" fill="none" stroke="${accent}" stroke-width="13"/>
    <path d="M108 224L46 138l-14 10-8-30 34-4-4 16 62 52z" fill="${main}"/><path d="M94 140h124v98c0 14-6 20-20 20h-84c-14 0-20-6-20-20z" fill="${main}"/>
    <path d="M182 140h36v98c0 14-6 20-20 20h-28c14-36 16-78 12-118z" ${DARK}/><path d="M94 152h124v14H94z" fill="${accent}"/><path d="M110 140c0-34 92-34 92 0" fill="none" stroke="${main}" stroke-width="12"/>`,
};
