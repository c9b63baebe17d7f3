// Pieces that several screens show.

import { bestLine, countryOf, dialled } from "../engine/lines.js";
import { h } from "../h.js";
import { count, t } from "../words.js";

/** A number that can be tapped. */
export const dial = (number, text = number) => h("a", { class: "dial", href: `tel:${number.replace(/[^\d+*#]/g, "")}` }, text);

/** "Call 999" to tap, or the words for an unknown country. */
export function emergencyCall(content, code) {
  const number = dialled(bestLine(countryOf(content, code), "emergency", null));
  return number ? dial(number, t("call.now", { number })) : h("strong", {}, t("call.local"));
}

/** What cannot wait for anything on this page, with the call below it. */
export const warningSigns = (call) =>
  h(
    "section",
    { class: "warning", "aria-labelledby": "now" },
    h("h2", { id: "now" }, t("home.now")),
    list([t("home.now_signs.bleeding"), t("home.now_signs.faint"), t("home.now_signs.breath"), t("home.now_signs.numb"), t("home.now_signs.harm")]),
    call,
  );

/** A list of texts, or nothing. */
export const list = (texts, className = "") => texts.length > 0 && h("ul", { class: className }, texts.map((text) => h("li", {}, text)));

/** What opens when it is tapped. */
export const more = (title, ...inside) => h("details", {}, h("summary", {}, title), inside);

/** A button that goes somewhere. */
export const to = (app, screen, text, { main = false, details = {} } = {}) =>
  h("button", { type: "button", class: main ? "main" : "second", click: () => app.go(screen, details) }, text);

/** Choose a country; every country whose numbers are known, and any of the European Union. */
export function countryChoice(app, changed = () => {}) {
  const { content, visit } = app;
  const named = content.countries.filter((one) => one.code.length === 2 && one.code !== "EU");
  const choose = () => {
    app.visit.country = app.settings.country = select.value;
    changed();
  };
  const select = h("select", { id: "country", change: choose }, h("option", { value: "" }, t("country.none")));
  const { compare } = new Intl.Collator(content.language.locale);
  const add = ({ code, name }) => {
    const next = [...select.options].find((one) => one.value && compare(one.text, name) > 0);
    select.add(h("option", { value: code, selected: code === visit.country }, name), next ?? null);
  };
  named.forEach(add);
  const addMembers = () => membersOf(content, named).forEach(add);
  if (visit.country && select.value !== visit.country) addMembers();
  else setTimeout(addMembers, AFTER_DRAWING); // a slow phone needs a while to name them, and she can begin without
  return h("p", { class: "field" }, h("label", { for: "country" }, t("country.label")), h("span", { class: "hint" }, t("country.why")), select);
}

/** Milliseconds in which a screen is surely drawn. */
const AFTER_DRAWING = 100;

/** The members of the unions among the countries that have no entry of their own, by code and name. */
function membersOf({ countries, language }, named) {
  const regions = new Intl.DisplayNames([language.locale], { type: "region" });
  const codes = countries.flatMap((one) => one.members).filter((code) => !named.some((one) => one.code === code));
  return codes.map((code) => ({ code, name: regions.of(code) ?? code }));
}

/** Where a text comes from, fetched when it is asked for. */
export function sources(app, ids) {
  const place = h("div", {});
  const details = more(count("sources.title", ids.length), place);
  details.addEventListener("toggle", async () => {
    if (place.childElementCount) return;
    place.append(h("p", {}, t("sources.loading")));
    try {
      const known = await (await fetch(new URL("sources.json", app.base))).json();
      place.replaceChildren(h("ul", {}, ids.map((id) => h("li", {}, sourceOf(known[id] ?? { title: id })))));
    } catch {
      place.replaceChildren(h("p", {}, t("sources.failed")));
    }
  });
  return ids.length > 0 && details;
}

const sourceOf = ({ body, title, year, url, seen }) => [
  [body, title, year].filter(Boolean).join(", "),
  seen && seen !== "seen" ? ` (${t(`sources.${seen}`)})` : "",
  url ? [". ", h("a", { href: url, rel: "noreferrer noopener" }, new URL(url).hostname)] : "",
];

/** After a low day: company in words, and whom to talk to. It says nothing of how she is. */
export function company(app, day) {
  if (!day || !["low", "very_low"].includes(day.mood)) return false;
  const line = bestLine(countryOf(app.content, app.visit.country), "crisis", app.today());
  return h(
    "section",
    { class: "calm" },
    h("h2", {}, t("diary.low_title")),
    h("p", {}, t("diary.low")),
    h("p", {}, t("diary.low_now"), " ", line ? [line.name, " ", dial(dialled(line))] : t("call.local")),
    to(app, "numbers", t("nav.numbers")),
  );
}
