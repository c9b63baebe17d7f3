// One thing of the plan, with its drawings and its timer.

import { stand } from "../engine/assess.js";
import { personOf } from "../engine/interview.js";
import { h } from "../h.js";
import { figures } from "../pictures.js";
import { t } from "../words.js";
import { list, sources } from "./parts.js";
import { timer } from "./timer.js";

/** One thing of the plan: how to do it, when to stop, how sure anyone is. */
export function howTo(app, entry) {
  const { how, minutes } = app.content.care.find((one) => one.id === entry.item);
  return [
    how.join(" ") === entry.how ? list(how) : h("p", {}, entry.how),
    entry.status === "offer" && minutes > 0 && timer(minutes),
    figures(picturesOf(app, entry)),
    entry.stop.length > 0 && [h("p", {}, h("strong", {}, t("care.stop"))), list(entry.stop)],
    list(entry.warnings),
    h("p", { class: "quiet" }, t("care.sure"), " ", entry.certainty_text, entry.borrowed_from && ` ${t("care.borrowed", entry)}`),
    sources(app, entry.sources),
  ];
}

/** What may be drawn of one entry of the plan: nothing but what is offered, and what has a stage only when it is reached. */
export function picturesOf(app, entry) {
  if (entry.status !== "offer") return [];
  const { truths } = stand(app.content, personOf(app.content, app.visit)).who;
  const { pictures } = app.content.care.find((one) => one.id === entry.item);
  return pictures.filter(({ staged }, n) => !staged || truths.of(`picture ${entry.item} ${n}`) === true);
}
