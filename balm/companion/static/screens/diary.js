// The diary: what today needs, what the days show, and the days themselves.

import { h } from "../h.js";
import { look, standing } from "../judged.js";
import { count, t } from "../words.js";
import { card, sayThis } from "./answer.js";
import { daysOf, recordOf, toldClinic, written } from "./days.js";
import { toCheck } from "./home.js";
import { company, sources, to } from "./parts.js";

const GRAVE = ["emergency", "urgent", "today"];

export async function diary(app) {
  const { content, entries, settings } = app;
  const seen = await look(app);
  const result = await standing(app);
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
    company(app, seen.days.at(-1)),
    entries.length > 0 && result?.urgency !== "emergency" && noticed(app, seen),
    entries.length === 0 ? h("p", {}, t("diary.empty")) : daysOf(app, seen),
    toldClinic(seen.told_clinic),
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

export const record = async (app) => recordOf(app, await look(app));
