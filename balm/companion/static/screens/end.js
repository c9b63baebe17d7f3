// The end, for now: nothing is asked of her any more.

import { h } from "../h.js";
import { t } from "../words.js";
import { emergencyCall, to } from "./parts.js";

export function end(app) {
  return [
    h("h1", {}, t("end.title")),
    h("p", { class: "lead" }, t("end.text")),
    h("p", {}, t(app.settings.keep ? "end.kept" : "end.not_kept")),
    h("p", { class: "call" }, t("end.worse"), " ", emergencyCall(app.content, app.visit.country)),
    h("div", { class: "buttons" }, to(app, "home", t("nav.home")), to(app, "numbers", t("nav.numbers"))),
  ];
}
