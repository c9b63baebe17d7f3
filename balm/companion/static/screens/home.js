// The first screen: what cannot wait, and one button.

import { h } from "../h.js";
import { newVisit } from "../keep.js";
import { t } from "../words.js";
import { countryChoice, emergencyCall, list, to } from "./parts.js";

export function home(app) {
  const { content, visit } = app;
  const call = h("p", { class: "call" }, emergencyCall(content, visit.country));
  const rethink = () => call.replaceChildren(emergencyCall(content, app.visit.country));
  const under = visit.steps.length > 0 && visit.today === app.today();
  return [
    h("h1", {}, t("home.title")),
    h("p", { class: "lead" }, t("home.lead")),
    h(
      "section",
      { class: "warning", "aria-labelledby": "now" },
      h("h2", { id: "now" }, t("home.now")),
      list([t("home.now_signs.bleeding"), t("home.now_signs.faint"), t("home.now_signs.breath"), t("home.now_signs.numb"), t("home.now_signs.harm")]),
      call,
    ),
    countryChoice(app, rethink),
    h(
      "div",
      { class: "buttons" },
      under && to(app, visit.done ? "answer" : "check", t(visit.done ? "home.again" : "home.on"), { main: true }),
      h("button", { type: "button", class: under ? "second" : "main", click: () => begin(app) }, t(under ? "home.afresh" : "home.start")),
      to(app, "comfort", t("home.comfort")),
      to(app, "partner", t("home.partner")),
    ),
    h("p", { class: "quiet" }, t("home.private")),
  ];
}

/** A new check, with what does not change from one day to the next. */
function begin(app) {
  const { content, visit } = app;
  app.visit = newVisit(carriedOver(content, visit, app.today()), visit.country, visit.dateOfLoss, app.today());
  app.go("check", { at: 0 });
}

/** What was answered before and still holds: days have grown by the days since. */
export function carriedOver(content, visit, today) {
  if (!visit.today) return {};
  const apart = Math.round((Date.parse(today) - Date.parse(visit.today)) / 86_400_000);
  const said = Object.assign({}, visit.kept, ...visit.steps.map((step) => step.answers));
  const kept = {};
  for (const [id, value] of Object.entries(said)) {
    const finding = content.findings[content.places[id]];
    if (!finding || finding.lasts !== "episode" || value === "not_sure") continue;
    kept[id] = finding.unit === "days" ? Math.min(value + apart, finding.high) : value;
  }
  return kept;
}
