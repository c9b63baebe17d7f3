// The page's words in her language, and how that language writes numbers, dates and plurals.

let words = /** @type {Record<string, string>} */ ({});
let locale = "en-GB";

/** Use these words from now on. */
export function speak(content) {
  words = content.page;
  locale = content.language.locale;
  document.documentElement.lang = content.language.code;
  document.documentElement.dir = content.language.direction;
}

/** Put her own word for the loss in place of the content's. */
export function inHerWords(content) {
  for (const [key, text] of Object.entries(content.page)) {
    if (!key.startsWith("baby.")) continue;
    const [room, ...path] = key.slice("baby.".length).split(".");
    const thing = room === "words" ? content.words : content[room].find((one) => one.id === path[0]);
    const [name, index] = room === "words" ? [path.join(".")] : path.slice(1);
    if (!thing) continue; // a build without the check lacks most of the content
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
export const day = (iso) => part(iso, { day: "numeric", month: "long" });
/** "Sun 22 Nov" of an ISO date. */
export const shortDay = (iso) => part(iso, { weekday: "short", day: "numeric", month: "short" });
export const number = (value, digits = 0) => value.toLocaleString(locale, { maximumFractionDigits: digits });
export const time = (date) => date.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });

function part(iso, form) {
  const [year, month, date] = iso.split("-").map(Number);
  return new Date(year, month - 1, date).toLocaleDateString(locale, form);
}

/** Capital first letter, as a sentence begins. */
export const capital = (text) => text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1);
