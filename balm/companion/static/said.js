// The words of one language. Asked for before the rest of the page is here, since they are the heaviest file of a first visit.

import { fetchContent, part } from "./engine/prepare.js";

const root = document.documentElement;
const folder = new URL(".", import.meta.url);
const asked = new Map();

/** The first of her device's languages that this page speaks; the start page lists them. */
export function spokenHere() {
  const spoken = (root.dataset.languages ?? "en").split(" ");
  return navigator.languages.map((one) => one.split("-")[0]).find((one) => spoken.includes(one)) ?? "en";
}

/** What is said in this language, as fetchContent gives it. Rejects when it cannot be had. */
export async function fetchSpeech(code, change) {
  const first = asked.get(code);
  asked.delete(code);
  return fetchContent(folder, code, change, first);
}

const first = part(folder, `content.${spokenHere()}.json`);
first.catch(() => {}); // whoever asks for it is told
asked.set(spokenHere(), first);
