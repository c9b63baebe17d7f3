// The diary: what today needs, what the days show, and the days themselves.

import { look, standing } from "../diary.js";
import { h } from "../h.js";
import { count, number, shortDay, t } from "../words.js";
import { card, sayThis } from "./answer.js";
import { chart } from "./chart.js";
import { toCheck } from "./home.js";
import { bestTalk, dial, more, sources, to } from "./parts.js";

const GRAVE = ["emergency", "urgent", "today"];

export function diary(app) {
  const { content, entries, settings } = app;
  const seen = look(app);
  const result = standing(app);
  const grave = result && GRAVE.includes(result.urgency);
  return [
    h("h1", {}, t("diary.title")),
    grave && [card(app, result), sayThis(result)],
    !settings.keep && h("p", { class: "warning" }, t("diary.not_kept"), " ", h("button", { type: "button", class: "plain", click: () => app.go("kept") }, t("footer.kept"))),
    h(
      "div",
      { class: "buttons" },
      to(app, "entry", t("diary.write"), { main: true }),
      to(app, "medicines", t("diary.medicine")),
      toCheck(app, { main: false }),
    ),
    mood(app, seen.days.at(-1)),
    entries.length > 0 && result?.urgency !== "emergency" && noticed(app, seen),
    entries.length === 0 ? h("p", {}, t("diary.empty")) : daysOf(app, seen),
    seen.told_clinic.length > 0 && h("section", {}, h("h2", {}, t("diary.told")), h("dl", {}, seen.told_clinic.map(({ day, words }) => [h("dt", {}, shortDay(day)), h("dd", {}, words)]))),
    seen.refused.length > 0 && h("p", { class: "problem" }, count("diary.refused", seen.refused.length)),
    entries.length > 0 && [written(app), h("div", { class: "buttons" }, to(app, "record", t("diary.print")))],
  ];
}

function noticed(app, { noticed: all }) {
  return h(
    "section",
    {},
    h("h2", {}, t("diary.shows")),
    all.length === 0 && h("p", {}, t("diary.shows_nothing")),
    all.map((one) => [h("h3", {}, one.title), h("p", {}, one.text), sources(app, one.sources)]),
    !app.content.reviewed && h("p", { class: "quiet" }, app.content.words["plan.not_reviewed"]),
  );
}

/** After a low day: company in words, and whom to talk to. It says nothing of how she is. */
function mood(app, day) {
  if (!day || !["low", "very_low"].includes(day.mood)) return false;
  const line = bestTalk(app.content, app.visit.country, app.today());
  return h(
    "section",
    { class: "calm" },
    h("h2", {}, t("diary.low_title")),
    h("p", {}, t("diary.low")),
    h("p", {}, t("diary.low_now"), " ", line ? [line.name, " ", dial(line.number || line.text_to)] : t("call.local")),
    to(app, "numbers", t("nav.numbers")),
  );
}

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
export function table(app, days) {
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

function written(app) {
  const last = [...app.entries].reverse().slice(0, 20);
  return more(
    t("diary.entries"),
    h("ul", {}, last.map((one) => h("li", {}, h("button", { type: "button", class: "plain", click: () => app.go("entry", { id: one.id }) }, `${shortDay(one.at.slice(0, 10))}, ${one.at.slice(11, 16)}`), one.notes && h("p", { class: "note" }, one.notes)))),
  );
}

/** All of it, plain, to print or to hand over. */
export function record(app) {
  const { content, entries } = app;
  const seen = look(app);
  const label = (item) => content.diary.medicines[item]?.label ?? item;
  return [
    h("h1", {}, t("record.title")),
    h("p", {}, t("record.what")),
    seen.days.length > 0 && [h("figure", { class: "chart" }, chart(content, seen.days), h("figcaption", {}, t("chart.key"))), table(app, seen.days)],
    seen.noticed.length > 0 && [h("h2", {}, t("diary.shows")), h("ul", {}, seen.noticed.map((one) => h("li", {}, `${one.title}. ${one.text}`)))],
    h("h2", {}, t("diary.entries")),
    entries.map((one) =>
      h(
        "section",
        { class: "entry" },
        h("h3", {}, `${shortDay(one.at.slice(0, 10))}, ${one.at.slice(11, 16)}`),
        one.places?.length > 0 && h("p", {}, t("record.places"), " ", one.places.map((id) => content.diary.places[id]?.label ?? id).join("; ")),
        one.medicine?.length > 0 && h("p", {}, t("record.medicine"), " ", one.medicine.map(({ item }) => label(item)).join("; ")),
        one.notes && h("p", { class: "note" }, one.notes),
        one.told_clinic && h("p", { class: "note" }, t("entry.told"), " ", one.told_clinic),
      ),
    ),
    h("p", { class: "quiet" }, t("answer.version", { version: content.version, digest: content.digest.slice(0, 12) }), " ", !content.reviewed && content.words["small_print.reviewed"]),
    h("div", { class: "buttons" }, h("button", { type: "button", class: "main", click: () => print() }, t("answer.print")), to(app, "diary", t("diary.title"))),
  ];
}
