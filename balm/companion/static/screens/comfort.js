// One safe thing to do while the rest waits.

import { h } from "../h.js";
import { t } from "../words.js";
import { emergencyCall, list, to } from "./parts.js";

export function comfort(app) {
  const { content, visit } = app;
  return [
    h("h1", {}, t("comfort.title")),
    comfortCard(content),
    h("section", { class: "warning" }, h("h2", {}, t("comfort.first")), h("p", {}, t("comfort.stop")), h("p", { class: "call" }, emergencyCall(content, visit.country))),
    h("div", { class: "buttons" }, to(app, "check", t("home.start"), { main: true, details: { at: visit.steps.length } })),
  ];
}

/** The thing itself, as the content has it. */
export function comfortCard(content) {
  const item = content.care.find((one) => one.id === content.while_waiting);
  return item && h("section", { class: "calm" }, h("h2", {}, item.title), list(item.how));
}
