// Drawings stand in the page itself, not in an <img>, so that their lines and colours are those of the page, light or dark.

import { h } from "./h.js";

const asked = new Map();

/** The drawing with this name, from pictures/, as an element of its own. Rejects when it cannot be had. */
export async function drawing(name) {
  if (!asked.has(name)) asked.set(name, read(name).catch((problem) => (asked.delete(name), Promise.reject(problem))));
  return document.importNode(await asked.get(name), true);
}

async function read(name) {
  const response = await fetch(new URL(`pictures/${name}.svg`, import.meta.url));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
}

/** Drawings, each with its words below it. The words say it all, so the drawing is hidden from whoever listens to the page. */
export const figures = (pictures) => pictures.length > 0 && h("div", { class: "figures" }, pictures.map(figure));

function figure({ file, text }) {
  const place = h("div", { class: "picture", "aria-hidden": "true" });
  drawing(file).then((svg) => place.append(svg), () => place.remove());
  return h("figure", {}, place, h("figcaption", {}, text));
}
