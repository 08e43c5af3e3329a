/**
 * An element with attributes (`class`, `href`, …), listeners (`onclick: fn`) and children. Strings become text nodes,
 * never HTML: most of them were written by strangers. Undefined, null and false are left out.
 */
export const el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false),
  );
  return element;
};

export const byId = (id) => document.getElementById(id);

/** Replaces what is in `parent`, unless it would look the same: focus and selection survive a refresh. */
export const show = (parent, ...children) => {
  const fresh = el('div', {}, ...children);
  if (fresh.innerHTML === parent.innerHTML) return;
  parent.replaceChildren(...fresh.childNodes);
};

/** Runs at most once per `intervalMs`, the last call always. */
export const atMostEvery = (intervalMs, run) => {
  let timer;
  let lastAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (timer !== undefined) return;
    const waitMs = Math.max(0, lastAt + intervalMs - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      lastAt = performance.now();
      run();
    }, waitMs);
  };
};
