// The start and the diary of a build without the check. They say whom to call, and keep what she writes; they do not judge it.

import { pastDays } from "../diary.js";
import { h } from "../h.js";
import { count, t } from "../words.js";
import { daysOf, recordOf, toldClinic, written } from "./days.js";
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
  const { entries, settings } = app;
  const seen = pastDays(app);
  return [
    h("h1", {}, t("diary.title")),
    h("p", { class: "warning" }, t("notes.not_judged")),
    !settings.keep && h("p", { class: "warning" }, t("diary.not_kept"), " ", h("button", { type: "button", class: "plain", click: () => app.go("kept") }, t("footer.kept"))),
    h("div", { class: "buttons" }, to(app, "entry", t("diary.write"), { main: true }), to(app, "medicines", t("diary.medicine"))),
    company(app, seen.days.at(-1)),
    entries.length === 0 ? h("p", {}, t("diary.empty")) : daysOf(app, seen),
    toldClinic(seen.told_clinic),
    seen.refused.length > 0 && h("p", { class: "problem" }, count("diary.refused", seen.refused.length)),
    entries.length > 0 && [written(app), h("div", { class: "buttons" }, to(app, "record", t("diary.print")))],
  ];
}

export const record = (app) => recordOf(app, pastDays(app));
