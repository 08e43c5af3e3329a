/** `answer`, asked once for each of the latest `kept` texts at least, and of 2 × `kept` at most. */
export const remember = <Answer>(answer: (text: string) => Answer, kept: number): ((text: string) => Answer) => {
  // Two generations: what was asked for lately is moved to the young one, and the old one is dropped as a whole.
  let young = new Map<string, { readonly answer: Answer }>();
  let old = young;
  return (text) => {
    const known = young.get(text) ?? old.get(text) ?? { answer: answer(text) };
    if (!young.has(text)) {
      if (young.size >= kept) {
        old = young;
        young = new Map();
      }
      young.set(text, known);
    }
    return known.answer;
  };
};
