// The first screen: what cannot wait, and one button.

import { h } from "../h.js";
import { newVisit, underway } from "../keep.js";
import { t } from "../words.js";
import { countryChoice, emergencyCall, to, warningSigns } from "./parts.js";

/** They last, but on another day more may have been done: an operation, a scan. So a new check asks; the diary remembers what was. */
const MAY_CHANGE = ["management", "anaesthetic", "days_since_procedure", "scan_showed_womb_pregnancy"];

export function home(app) {
  const { content, visit } = app;
  const call = h("p", { class: "call" }, emergencyCall(content, visit.country));
  const rethink = () => call.replaceChildren(emergencyCall(content, app.visit.country));
  const under = underway(app);
  return [
    h("h1", {}, t("home.title")),
    h("p", { class: "lead" }, t("home.lead")),
    warningSigns(call),
    countryChoice(app, rethink),
    h(
      "div",
      { class: "buttons" },
      toCheck(app),
      under && h("button", { type: "button", class: "second", click: () => begin(app) }, t("home.afresh")),
      to(app, "comfort", t("home.comfort")),
      to(app, "partner", t("home.partner")),
    ),
    h("p", { class: "quiet" }, t("home.private"), " ", t("home.exit")),
  ];
}

/** To the check or its answer, if there is one of now; else to a new check. */
export function toCheck(app, { main = true } = {}) {
  const { done } = app.visit;
  if (underway(app)) return to(app, done ? "answer" : "check", t(done ? "home.again" : "home.on"), { main });
  return h("button", { type: "button", class: main ? "main" : "second", click: () => begin(app) }, t("home.start"));
}

/** A new check, with what does not change from one day to the next, and what the diary knows. */
async function begin(app) {
  const content = await app.ready();
  if (!content) return;
  const { visit } = app;
  const { kept, keptRough } = carriedOver(content, visit, app.today());
  const known = app.entries.length ? await (await import("../judged.js")).known(app) : {};
  app.visit = newVisit({ ...kept, ...known }, keptRough, visit.country, visit.dateOfLoss, app.today(), content.digest);
  app.go("check", { at: 0 });
}

/** What was answered before and still holds: days have grown by the days since. */
export function carriedOver(content, visit, today) {
  const kept = /** @type {Record<string, any>} */ ({});
  const keptRough = /** @type {import("../engine/interview.js").Rough} */ ({});
  const apart = visit.today ? Math.round((Date.parse(today) - Date.parse(visit.today)) / 86_400_000) : -1;
  if (apart < 0) return { kept, keptRough };
  const on = (finding, days) => (finding.unit === "days" ? Math.min(days + apart, finding.high) : days);
  for (const { answers, rough } of [{ answers: visit.kept, rough: visit.keptRough }, ...visit.steps]) {
    for (const [id, value] of Object.entries({ ...answers, ...rough })) {
      const finding = content.findings[content.places[id]];
      if (finding?.lasts !== "episode" || MAY_CHANGE.includes(id)) continue;
      delete kept[id];
      delete keptRough[id];
      if (id in rough) keptRough[id] = [on(finding, value[0]), on(finding, value[1])];
      else if (value !== "not_sure") kept[id] = on(finding, value);
    }
  }
  return { kept, keptRough };
}
