// Today's plan: what may help, what to settle first, and what to leave, each with its reason.

import { h } from "../h.js";
import { resultOf } from "../judged.js";
import { t } from "../words.js";
import { howTo } from "./howto.js";
import { more, to } from "./parts.js";

export async function plan(app) {
  const { content } = app;
  const result = await resultOf(app);
  if (result.urgency === "emergency" || !result.settled) return [h("h1", {}, t("plan.title")), h("p", {}, t("plan.first")), to(app, "answer", t("plan.answer"), { main: true })];
  const of = (status) => result.care.filter((entry) => entry.status === status);
  const offered = result.care.filter((entry) => entry.in_plan);
  const others = of("offer").filter((entry) => !entry.in_plan);
  const reasons = (entry) => h("ul", {}, entry.why.map((why) => h("li", {}, why)));
  return [
    h("h1", {}, t("plan.title")),
    !content.reviewed && h("p", { class: "quiet" }, content.words["plan.not_reviewed"]),
    section(t("plan.offer"), offered, (entry) => more(entry.title, howTo(app, entry))),
    section(t("plan.also"), others, (entry) => more(entry.title, howTo(app, entry))),
    section(t("plan.caution"), of("caution"), (entry) => more(entry.title, reasons(entry), howTo(app, entry))),
    section(t("plan.withhold"), of("withhold"), (entry) => more(entry.title, reasons(entry))),
    h("div", { class: "buttons" }, to(app, "answer", t("plan.answer")), to(app, "end", t("plan.end"))),
  ];
}

const section = (title, entries, draw) => entries.length > 0 && h("section", {}, h("h2", {}, title), entries.map(draw));
