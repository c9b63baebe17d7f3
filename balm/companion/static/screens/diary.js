// The diary: what today needs, what the days show, and the days themselves.

import { h } from "../h.js";
import { look, standing } from "../judged.js";
import { t } from "../words.js";
import { card, GRAVE, sayThis, toSummary } from "./answer.js";
import { daysAndEntries, notKept, recordOf } from "./days.js";
import { toCheck } from "./home.js";
import { company, sources, to } from "./parts.js";

export async function diary(app) {
  const { entries } = app;
  const seen = await look(app);
  const result = await standing(app);
  const grave = result && GRAVE.includes(result.urgency);
  return [
    h("h1", {}, t("diary.title")),
    grave && [card(app, result), sayThis(result)],
    notKept(app),
    h(
      "div",
      { class: "buttons" },
      to(app, "entry", t("diary.write"), { main: true }),
      to(app, "medicines", t("diary.medicine")),
      toCheck(app, { main: false }),
      entries.length > 0 && toSummary(app),
    ),
    company(app, seen.days.at(-1)),
    entries.length > 0 && result?.urgency !== "emergency" && noticed(app, seen),
    daysAndEntries(app, seen),
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

export const record = async (app) => recordOf(app, await look(app));
