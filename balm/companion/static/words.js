// The page's words in her language, and how that language writes numbers, dates and plurals.
// They come in three parts: what the first screen says, what asks and judges, and all else.

const root = document.documentElement;
const folder = new URL(".", import.meta.url);

/** The first of her device's languages that this page speaks; the start page lists them. */
export function spokenHere() {
  const spoken = (root.dataset.languages ?? "en").split(" ");
  return navigator.languages.map((one) => one.split("-")[0]).find((one) => spoken.includes(one)) ?? "en";
}

/** One part of what is said in this language. The start page holds its own first part. Rejects when it cannot be had. */
async function part(name, code) {
  const here = document.getElementById(`${name}.${code}`);
  if (here) return JSON.parse(/** @type {string} */ (here.textContent));
  const loaded = await fetch(new URL(`${name}.${code}.json`, folder));
  if (!loaded.ok) throw new Error(`${name}.${code}: ${loaded.status}`);
  return loaded.json();
}

const asked = new Map();
if (spokenHere() !== root.lang) {
  asked.set(spokenHere(), part("start", spokenHere()));
  asked.get(spokenHere()).catch(() => {}); // whoever asks for it is told
}

/**
 * The content in this language, with its first part. `questions` fetches what asks and judges, and `whole` that and the rest; each is fetched
 * once, and gives the same object with more in it. Until then it has no findings, so that nothing can judge without them. All reject
 * when the part cannot be had.
 * @param {string} code
 * @param {(content: any) => void} change what is to be done to it before it is used, after each part
 */
export async function fetchContent(code, change = () => {}) {
  const first = asked.get(code) ?? part("start", code);
  asked.delete(code);
  const content = await first;
  const add = (more) => (change(Object.assign(content, more)), content);
  add({});
  const questions = once(async () => {
    const [data, { prepare }] = await Promise.all([part("questions", code), import("./engine/prepare.js")]);
    return add(prepare(data));
  });
  const whole = once(async () => {
    const [more] = await Promise.all([part("more", code), questions()]);
    return add(more);
  });
  return { content, questions, whole };
}

/** The work, done when it is first asked for, and again only if it failed. */
function once(work) {
  let done = /** @type {Promise<any> | null} */ (null);
  return () => (done ??= work().catch((problem) => ((done = null), Promise.reject(problem))));
}

let words = /** @type {Record<string, string>} */ ({});
let locale = "en-GB";

/** Use these words from now on. */
export function speak(content) {
  words = content.page;
  locale = content.language.locale;
  root.lang = content.language.code;
  root.dir = content.language.direction;
}

/** Put her own word for the loss in place of the content's, in all of it that is here. */
export function inHerWords(content) {
  for (const [key, text] of Object.entries(content.page)) {
    if (!key.startsWith("baby.")) continue;
    const [room, ...path] = key.slice("baby.".length).split(".");
    const thing = room === "words" ? content.words : content[room]?.find((one) => one.id === path[0]);
    const [name, index] = room === "words" ? [path.join(".")] : path.slice(1);
    if (!thing) continue; // it is in a part that comes later, or not in this build
    if (index === undefined) thing[name] = text;
    else thing[name][Number(index)] = text;
  }
}

/** The sentence with this name, its {places} filled. Missing words show their name, so that a test finds them. */
export function t(key, values = {}) {
  const text = words[key] ?? `[${key}]`;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** The sentence in the plural form that `count` needs: `key.one`, `key.other`, and what else the language has. */
export function count(key, number, values = {}) {
  const form = `${key}.${new Intl.PluralRules(locale).select(number)}`;
  return t(form in words ? form : `${key}.other`, { ...values, count: number.toLocaleString(locale) });
}

/** "22 November" of an ISO date. */
export const day = (iso) => inWords(iso, { day: "numeric", month: "long" });
/** "Sun 22 Nov" of an ISO date. */
export const shortDay = (iso) => inWords(iso, { weekday: "short", day: "numeric", month: "short" });
export const number = (value, digits = 0) => value.toLocaleString(locale, { maximumFractionDigits: digits });
export const time = (date) => date.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });

function inWords(iso, form) {
  const [year, month, date] = iso.split("-").map(Number);
  return new Date(year, month - 1, date).toLocaleDateString(locale, form);
}

/** Capital first letter, as a sentence begins. */
export const capital = (text) => text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);
