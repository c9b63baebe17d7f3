// For somebody who is with her.

import { h } from "../h.js";
import { t } from "../words.js";
import { emergencyCall, list, to } from "./parts.js";

export function partner(app) {
  const texts = (name, count) => Array.from({ length: count }, (_, n) => t(`partner.${name}.${n}`));
  return [
    h("h1", {}, t("partner.title")),
    h("p", { class: "lead" }, t("partner.lead")),
    h("h2", {}, t("partner.do.title")),
    list(texts("do", 5)),
    h("h2", {}, t("partner.leave.title")),
    list(texts("leave", 3)),
    h("section", { class: "warning" }, h("h2", {}, t("partner.now.title")), list(texts("now", 5)), h("p", { class: "call" }, emergencyCall(app.content, app.visit.country))),
    h("h2", {}, t("partner.you.title")),
    h("p", {}, t("partner.you.text")),
    h("div", { class: "buttons" }, to(app, "numbers", t("nav.numbers"))),
  ];
}
