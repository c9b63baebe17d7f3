// Elements, built by hand: text is always text, so nothing that was typed can become markup.

/**
 * One element. An attribute that is a function listens to the event it names; true is an empty attribute; false, null and undefined
 * leave it out.
 * @param {string} tag
 * @param {Record<string, any>} attributes
 * @param {...any} children nodes, texts, lists of them; false, null and undefined are left out
 * @returns {any}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  const inside = children.flat(9).filter((child) => child !== false && child !== null && child !== undefined && child !== "");
  const foreign = inside.filter((child) => document.documentElement.dir === "rtl" && typeof child === "string" && IN_ENGLISH.test(child));
  if (inside.length === 1 && foreign.length && !element.lang) element.lang = "en";
  element.append(...inside.map((child) => (inside.length > 1 && foreign.includes(child) ? h("span", { lang: "en" }, child) : child)));
  return element;
}

/** What nobody has translated yet, on a page that is written in another script: a screen reader must know how to read it out. */
const IN_ENGLISH = /^[^\p{Script=Arabic}]*\p{Script=Latin}{3}[^\p{Script=Arabic}]*$/u;

let made = 0;
/** An id that no other element has. */
export const newId = (name) => `${name}-${++made}`;
