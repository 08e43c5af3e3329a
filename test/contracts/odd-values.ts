/** Text that a careless store or encoding would change: other scripts, emoji, combining marks, controls, half pairs. */
export const ODD_TEXT = 'Zoë 😀👩‍👩‍👧 שלום e\u0301 \u2028 \u0000 \ud800 "\\ <&>';

/** As JSON gives it back, whoever stores it: an undefined field is no field. */
export const asStored = <Shape extends object>(value: Shape): Shape => JSON.parse(JSON.stringify(value)) as Shape;

/** `count` texts, each its own. */
export const numbered = (count: number, name = 'n'): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${name}-${n}`);
