// The start and the diary of a build without the check. They say whom to call, and keep what she writes; they do not judge it.

import { pastDays } from "../diary.js";
import { h } from "../h.js";
import { t } from "../words.js";
import { daysAndEntries, notKept, recordOf } from "./days.js";
import { company, countryChoice, emergencyCall, to, warningSigns } from "./parts.js";

export function home(app) {
  const call = h("p", { class: "call" }, emergencyCall(app.content, app.visit.country));
  const rethink = () => call.replaceChildren(emergencyCall(app.content, app.visit.country));
  return [
    h("h1", {}, t("notes.title")),
    h("p", { class: "lead" }, t("notes.lead")),
    warningSigns(call),
    countryChoice(app, rethink),
    h("div", { class: "buttons" }, to(app, "diary", t("diary.title"), { main: true }), to(app, "partner", t("home.partner"))),
    h("p", {}, h("a", { href: "leaflet.html" }, t("about.leaflet"))),
    h("p", { class: "quiet" }, t("home.private"), " ", t("home.exit")),
  ];
}

export function diary(app) {
  const seen = pastDays(app);
  return [
    h("h1", {}, t("diary.title")),
    h("p", { class: "warning" }, t("notes.not_judged")),
    notKept(app),
    h("div", { class: "buttons" }, to(app, "entry", t("diary.write"), { main: true }), to(app, "medicines", t("diary.medicine"))),
    company(app, seen.days.at(-1)),
    daysAndEntries(app, seen),
  ];
}

export const record = (app) => recordOf(app, pastDays(app));
