// The days themselves: a picture, a table, what she wrote. Nothing here judges.

import { triedOf } from "../diary.js";
import { HELPED } from "../engine/entries.js";
import { h } from "../h.js";
import { count, number, shortDay, t } from "../words.js";
import { chart } from "./chart.js";
import { list, more, to } from "./parts.js";

/** That what she writes is not kept, where it is not. */
export const notKept = (app) =>
  !app.settings.keep && h("p", { class: "warning" }, t("diary.not_kept"), " ", h("button", { type: "button", class: "plain", click: () => app.go("kept") }, t("footer.kept")));

/** The diary without any judgement: the days, what the clinic said, her entries. `seen` as look() or pastDays() gives it. */
export function daysAndEntries(app, seen) {
  const { entries } = app;
  return [
    entries.length === 0 ? h("p", {}, t("diary.empty")) : daysOf(app, seen),
    toldClinic(seen.told_clinic),
    seen.refused.length > 0 && h("p", { class: "problem" }, count("diary.refused", seen.refused.length)),
    entries.length > 0 && [written(app), h("div", { class: "buttons" }, to(app, "record", t("diary.print")))],
  ];
}

/** The picture of the days, and the same as a table. */
function daysOf(app, { days }) {
  return h(
    "section",
    {},
    h("h2", {}, t("diary.days")),
    h("figure", { class: "chart" }, chart(app.content, days), h("figcaption", {}, t("chart.key"))),
    h("p", { class: "quiet" }, t("chart.no_band")),
    more(t("chart.table"), table(app, days)),
  );
}

/** Every day in a row, a missing one as missing. */
function table(app, days) {
  const { content } = app;
  const word = content.findings[content.places.bleeding].words;
  const say = (value, digits = 0) => (value === null ? t("table.none") : number(value, digits));
  const columns = ["day", "since", "now", "worst", "bleeding", "temperature", "medicine", "sleep", "mood"];
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": t("chart.table") },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, t(`table.${name}`))))),
      h(
        "tbody",
        {},
        days.map((one) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, shortDay(one.day)),
            h("td", {}, say(one.days_since_loss)),
            one.recorded
              ? [
                  h("td", {}, say(one.pain_now)),
                  h("td", {}, say(one.pain_worst)),
                  h("td", {}, one.bleeding === null ? t("table.none") : word[one.bleeding]),
                  h("td", {}, one.temperature_c === null ? t("table.none") : degrees(app, one.temperature_c)),
                  h("td", {}, say(one.medicine)),
                  h("td", {}, say(one.sleep, 1)),
                  h("td", {}, one.mood === null ? t("table.none") : content.diary.moods[one.mood]),
                ]
              : h("td", { colspan: 7 }, t("table.missing")),
          ),
        ),
      ),
    ),
  );
}

const degrees = (app, celsius) => (app.fahrenheit() ? `${number((celsius * 9) / 5 + 32, 1)} °F` : `${number(celsius, 1)} °C`);

/** Her last entries, to open again. */
function written(app) {
  const last = [...app.entries].reverse().slice(0, 20);
  return more(
    t("diary.entries"),
    h("ul", {}, last.map((one) => h("li", {}, h("button", { type: "button", class: "plain", click: () => app.go("entry", { id: one.id }) }, `${shortDay(one.at.slice(0, 10))}, ${one.at.slice(11, 16)}`), one.notes && h("p", { class: "note" }, one.notes), tried(app, one)))),
  );
}

/** What she tried, each with whether it helped, where she said so. */
function tried({ content }, entry) {
  const title = (item) => content.care.find(({ id }) => id === item)?.title ?? item;
  const lines = triedOf(entry).map(({ item, helped }) => title(item) + (helped && HELPED.includes(helped) ? `: ${t(`entry.helped.${helped}`)}` : ""));
  return lines.length > 0 && [h("p", {}, t("entry.tried")), list(lines)];
}

/** What the clinic said when she told them. */
const toldClinic = (told) =>
  told.length > 0 && h("section", {}, h("h2", {}, t("diary.told")), h("dl", {}, told.map(({ day, words }) => [h("dt", {}, shortDay(day)), h("dd", {}, words)])));

/** All of it, plain, to print or to hand over. `seen` as look() or pastDays() gives it. */
export function recordOf(app, seen) {
  const { content, entries } = app;
  const label = (item) => content.diary.medicines[item]?.label ?? item;
  return [
    h("h1", {}, t("record.title")),
    h("p", {}, t("record.what")),
    seen.days.length > 0 && [h("figure", { class: "chart" }, chart(content, seen.days), h("figcaption", {}, t("chart.key"))), table(app, seen.days)],
    seen.noticed?.length > 0 && [h("h2", {}, t("diary.shows")), h("ul", {}, seen.noticed.map((one) => h("li", {}, `${one.title}. ${one.text}`)))],
    h("h2", {}, t("diary.entries")),
    entries.map((one) =>
      h(
        "section",
        { class: "entry" },
        h("h3", {}, `${shortDay(one.at.slice(0, 10))}, ${one.at.slice(11, 16)}`),
        one.places?.length > 0 && h("p", {}, t("record.places"), " ", one.places.map((id) => content.diary.places[id]?.label ?? id).join("; ")),
        one.medicine?.length > 0 && h("p", {}, t("record.medicine"), " ", one.medicine.map(({ item }) => label(item)).join("; ")),
        one.notes && h("p", { class: "note" }, one.notes),
        tried(app, one),
        one.told_clinic && h("p", { class: "note" }, t("entry.told"), " ", one.told_clinic),
      ),
    ),
    h("p", { class: "quiet" }, t("answer.version", { version: content.version, digest: content.digest.slice(0, 12) }), " ", !content.reviewed && content.words["small_print.reviewed"]),
    h("div", { class: "buttons" }, h("button", { type: "button", class: "main", click: () => print() }, t("answer.print")), to(app, "diary", t("diary.title"))),
  ];
}
