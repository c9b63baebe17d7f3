// The page for a clinician: she sees it as it will be, says what goes on it, and prints it, sends it or saves it.

import { stamp } from "../diary.js";
import { icsOf, reminders } from "../engine/calendar.js";
import { summaryOf } from "../engine/summary.js";
import { csvOf } from "../engine/table.js";
import { TOGETHER, textOf } from "../engine/text.js";
import { SECTIONS, tell } from "../engine/told.js";
import { h } from "../h.js";
import { judgedNow } from "../judged.js";
import * as keep from "../keep.js";
import { save } from "../save.js";
import { fetchContent, inHerWords, t } from "../words.js";
import { card, GRAVE } from "./answer.js";
import { chart } from "./chart.js";
import { more } from "./parts.js";

/** Its own sheet, which no other screen needs. */
const style = new Promise((done) => {
  document.head.append(h("link", { rel: "stylesheet", href: new URL("../summary.css", import.meta.url), load: done, error: done }));
});

// A browser puts the title over what is printed, and into a PDF.
const { title } = document;
addEventListener("beforeprint", () => (document.title = /** @type {any} */ (document.querySelector(".paper"))?.dataset.title ?? title));
addEventListener("afterprint", () => (document.title = title));

export async function summary(app) {
  const { content } = app;
  const judged = await judgedNow(app);
  await style;
  const words = content.summary.screen;
  if (!words.heading || !judged) return h("h1", {}, t(judged ? "load.part" : "diary.empty"));
  const wish = (app.page ??= { name: "", ask: "", putIn: [], leaveOut: [], language: "" });
  const made = stamp(new Date());
  const one = { ...judged, writer: content.language.code };
  const paper = h("article", { class: "paper", "aria-label": words.page, "data-title": words.document });
  let reader = await readerOf(app, wish.language).catch(() => content);
  let told = tell(content, one, wish, made);
  let page = summaryOf(reader, told);
  const draw = () => {
    told = tell(content, one, wish, made);
    page = summaryOf(reader, told);
    paper.lang = page.language;
    paper.dir = page.direction;
    const letters = page.sections.flatMap(({ statements }) => statements).reduce((sum, { text }) => sum + text.length, 0);
    paper.classList.toggle("long", letters > LONG);
    paper.classList.toggle("longer", letters > LONGER);
    paper.replaceChildren(...pageOf(page, reader, reader !== content));
  };
  draw();
  const read = async (code) => {
    reader = await readerOf(app, code).catch(() => (keep.say(t("settings.language_failed")), reader));
    wish.language = reader.language.code;
    draw();
    return reader.language;
  };
  return [
    GRAVE.includes(judged.result.urgency) && card(app, judged.result),
    h("h1", {}, words.heading),
    h("p", {}, words.lead),
    wishes(content, wish, tell(content, one, { ...wish, putIn: privateParts(content), leaveOut: [] }, made), draw),
    content.languages.length > 1 && languageField(content, reader.language, read),
    paper,
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "button", class: "main", click: () => print() }, words.print),
      h("button", { type: "button", class: "second", click: () => send(words, textOf(page)) }, canShare ? words.share : words.copy),
    ),
    more(words.more, h("p", {}, words.files), h("div", {}, h("div", { class: "buttons" }, filesOf(content, words, () => ({ page, told }))))),
  ];
}

const privateParts = (content) => [...content.summary.private.map(({ id }) => id), "notes"];

/** The content in this language, all of it. Rejects when it cannot be had. */
async function readerOf(app, code) {
  if (!code || code === app.content.language.code) return app.content;
  return (await fetchContent(code, (said) => app.settings.wording === "baby" && inHerWords(said))).whole();
}

/** What she wants on the page. `all`: what she told, with everything that she could put in. */
function wishes(content, wish, all, draw) {
  const { screen: words, words: titles, private: secrets } = content.summary;
  const model = summaryOf(content, all);
  const there = [...model.sections.map(({ id }) => id), model.chart && "chart", model.record && "record"];
  const parts = SECTIONS.filter((id) => id !== "ask" && there.includes(id));
  const told = ({ id, findings }) => findings.some((name) => name in all.given) || (id === "mood" && all.seen?.days.some((day) => day.mood));
  const kept = secrets.filter(told).map((one) => ({ ...one, hint: speaksOf(all.result, one.findings) && words.reason }));
  if (all.entries.some(({ notes }) => notes.trim())) kept.push({ id: "notes", label: words.notes, hint: "" });
  const into = (list, id, is) => {
    wish[list] = wish[list].filter((one) => one !== id);
    if (is) wish[list].push(id);
    draw();
  };
  const tick = (name, label, hint, checked, changed) =>
    h(
      "div",
      {},
      h(
        "label",
        { class: "choice" },
        h("input", { type: "checkbox", name, checked, "aria-describedby": hint && `${name}-hint`, change: (event) => changed(event.target.checked) }),
        h("span", {}, label),
      ),
      hint && h("p", { class: "hint", id: `${name}-hint` }, hint),
    );
  const field = (name, label, made) => {
    made.value = wish[name];
    made.addEventListener("input", () => ((wish[name] = made.value), draw()));
    return h("p", { class: "field" }, h("label", { for: made.id }, label), made);
  };
  return [
    h("fieldset", {}, h("legend", {}, words.what), parts.map((id) => tick(`part-${id}`, titles[id], "", !wish.leaveOut.includes(id), (is) => into("leaveOut", id, !is)))),
    kept.length > 0 &&
      h("fieldset", {}, h("legend", {}, words.private), kept.map(({ id, label, hint }) => tick(`private-${id}`, label, hint, wish.putIn.includes(id), (is) => into("putIn", id, is)))),
    field("ask", words.ask, h("textarea", { id: "page-ask", rows: 3, autocomplete: "off" })),
    field("name", words.name, h("input", { type: "text", id: "page-name", autocomplete: "off" })),
    h("p", { class: "quiet" }, words.forgotten),
  ];
}

/** Whether a reason of today's level is about one of these findings. */
const speaksOf = ({ reasons, urgency }, findings) =>
  reasons.some((reason) => reason.urgency === urgency && findings.some((name) => name in reason.findings));

/** The language of the reader; and that a machine made the translation, where it did. */
function languageField({ languages, summary: { screen: words } }, now, read) {
  const note = h("p", { class: "quiet", role: "status" });
  const show = ({ code, made }) => {
    select.value = code;
    note.replaceChildren(made === "machine" ? t("about.machine") : "");
  };
  const options = languages.map((one) => h("option", { value: one.code, lang: one.code }, one.name));
  const select = h("select", { id: "page-language", change: async () => show(await read(select.value)) }, options);
  show(now);
  return [h("p", { class: "field" }, h("label", { for: "page-language" }, words.language), h("span", { class: "hint" }, words.hers), select), note];
}

/** On paper the first stand beside the second, and the others below, across the page. */
const [OF_HER, OF_HER_DAYS, BELOW] = [["ask", "loss", "signs", "unsure", "person", "mood", "notes"], ["noticed", "medicines", "tried", "told"], ["open", "clear"]];
/** Letters from which on a sheet is full, and is printed smaller. */
const [LONG, LONGER] = [2_500, 4_000];

/** What stands on the page. `other`: its language is not that of the rest of the screen. */
function pageOf(page, said, other) {
  const lang = other ? page.language : null;
  const dated = (text) => (page.direction === "rtl" ? text.replace(/\d{4}-\d\d-\d\d|[\d.]+ °C/g, "\u2066$&\u2069") : text); // else the year would stand last
  const say = (tag, text, attributes = {}) => h(tag, { lang, ...attributes }, dated(text));
  const statements = (id, all) => h("ul", { class: `part-${id}` }, all.map(({ text, hers }) => say("li", text, { lang: other && hers ? page.writer : lang, class: hers && "note" })));
  const section = ({ id, title, statements: all }) => [
    say("h3", title),
    id === "level" && say("p", page.level_text, { class: "level" }),
    TOGETHER.includes(id) ? say("p", all.map(({ text }) => text).join("; "), { class: `part-${id}` }) : statements(id, all),
  ];
  const those = (ids) => page.sections.filter(({ id }) => ids.includes(id)).map(section);
  return [
    say("h2", page.title),
    say("p", page.lead),
    h("p", { class: "head" }, page.head.map(({ text }) => say("span", text))),
    those(["level"]),
    h("div", { class: "sides" }, h("div", {}, those(OF_HER)), h("div", {}, page.chart && pictureOf(page.chart, said, say), those(OF_HER_DAYS))),
    those(BELOW),
    h("div", { class: "foot" }, page.foot.map(({ text }) => say("p", text))),
    page.record && h("div", { class: "record" }, say("h3", page.record.title), tableOf(page.record, say), page.record.before && say("p", page.record.before)),
  ].flat(9).filter((one) => one instanceof Element);
}

const pictureOf = ({ title, days, usual, text, key, band }, said, say) => [
  say("h3", title),
  h("figure", { class: "chart" }, chart(said, days, usual, text), h("figcaption", {}, [text, key, band].map((one) => say("p", one)))),
];

const tableOf = ({ title, columns, rows }, say) =>
  h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": title },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, columns.map((name) => say("th", name, { scope: "col" })))),
      h("tbody", {}, rows.map(([day, ...cells]) => h("tr", {}, say("th", day, { scope: "row" }), cells.map((cell, n) => say("td", cell, { colspan: n === cells.length - 1 && cells.length < columns.length - 1 ? columns.length - 2 : null }))))),
    ),
  );

const canShare = "share" in navigator;

/** Give the text to another app; where the browser cannot, copy it. */
async function send(words, text) {
  try {
    if (canShare) return await navigator.share({ text });
    await navigator.clipboard.writeText(text);
    keep.say(words.copied);
  } catch (problem) {
    if (/** @type {any} */ (problem).name !== "AbortError") keep.say(words.failed);
  }
}

/** A button for each kind of file. The dates are hers, so they are in her language. */
function filesOf(content, words, now) {
  const file = (label, name, type, make) => h("button", { type: "button", class: "second", click: () => save(name, type, make(now())) }, label);
  return [
    file(words.table, "notes.csv", "text/csv", ({ page, told }) => csvOf(page, told)),
    reminders(content, now().told).length > 0 && file(words.dates, "dates.ics", "text/calendar", ({ told }) => icsOf(content, told)),
    file(words.data, "page.json", "application/json", ({ page }) => `${JSON.stringify(page, null, 1)}\n`),
  ];
}
