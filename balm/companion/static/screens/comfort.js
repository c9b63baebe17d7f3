// One safe thing to do while the rest waits.

import { h } from "../h.js";
import { t } from "../words.js";
import { helpNow } from "./help.js";
import { toCheck } from "./home.js";
import { emergencyCall, list } from "./parts.js";

export async function comfort(app) {
  const { content, visit } = app;
  const help = await helpNow(app);
  if (help) return help;
  return [
    h("h1", {}, t("comfort.title")),
    comfortCard(content),
    h("section", { class: "warning" }, h("h2", {}, t("comfort.first")), h("p", {}, t("comfort.stop")), h("p", { class: "call" }, emergencyCall(content, visit.country))),
    h("div", { class: "buttons" }, toCheck(app)),
  ];
}

/** The thing itself, as the content has it. */
export function comfortCard(content) {
  const item = content.care.find((one) => one.id === content.while_waiting);
  return item && h("section", { class: "calm" }, h("h2", {}, item.title), list(item.how));
}
