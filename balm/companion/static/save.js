// A file that is made here and given to her: no server ever has it.

import { h } from "./h.js";

/** Let the browser save this text. @param {string} name of the file, which tells nothing */
export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
