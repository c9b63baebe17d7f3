// What she took and when, how many doses in the last 24 hours, and from when on the next may be.

import { diaryOf, momentOf, stamp, strike, write } from "../diary.js";
import { nextDoses } from "../engine/doses.js";
import { h, newId } from "../h.js";
import { shortDay, t, time } from "../words.js";
import { to } from "./parts.js";

const A_DAY = 86_400_000;

export async function medicines(app) {
  const { content } = app;
  const now = new Date();
  const all = diaryOf(app).entries.flatMap((entry) => (entry.medicine ?? []).map(({ item, at }) => ({ item, at: Date.parse(at ?? entry.at) })));
  const what = h("select", { id: newId("what") }, Object.entries(content.diary.medicines).map(([id, { label }]) => h("option", { value: id }, label)));
  const opened = stamp(now).slice(0, 16);
  const when = h("input", { type: "datetime-local", id: newId("when"), value: opened });
  const help = app.triage && (await (await import("./help.js")).helpNow(app));
  const wrong = h("p", { class: "problem", role: "alert" });
  const save = async (event) => {
    event.preventDefault();
    const at = momentOf(when, opened);
    if (!at) return wrong.replaceChildren(t("entry.when_wrong"));
    await write(app, { at: stamp(at), medicine: [{ item: what.value }] });
    return app.redraw();
  };
  return [
    help,
    h("h1", {}, t("medicines.title")),
    h("p", { class: "lead" }, t(app.triage ? "medicines.lead" : "notes.medicines")),
    h(
      "form",
      { novalidate: true, submit: save },
      h("p", { class: "field" }, h("label", { for: what.id }, t("medicines.what")), what),
      h("p", { class: "field" }, h("label", { for: when.id }, t("medicines.when")), when),
      wrong,
      h("button", { type: "submit", class: "main" }, t("medicines.save")),
    ),
    app.triage && !help && h("section", { "aria-live": "polite" }, h("h2", {}, t("medicines.next")), next(app, all, now.getTime())),
    taken(app, now.getTime()),
    h("div", { class: "buttons" }, app.triage && to(app, "plan", t("answer.plan")), to(app, "diary", t("diary.title"))),
  ];
}

function next(app, all, now) {
  const { content, visit } = app;
  const label = (item) => content.diary.medicines[item].label;
  const doses = nextDoses(content, visit.country, all, now);
  const told = doses.map(({ title, count, most, next: from, clash }) =>
    h(
      "p",
      {},
      h("strong", {}, `${title}. `),
      clash.length > 0
        ? t("medicines.clash", { others: clash.map(label).join("; ") })
        : [t("medicines.count", { count, most }), " ", from && from > now ? t("medicines.from", { time: `${at(from)}` }) : t("medicines.spaced")],
    ),
  );
  return [told, h("p", {}, t("medicines.packet")), h("p", { class: "quiet" }, t("medicines.not_advice"))];
}

const at = (moment) => `${shortDay(stamp(new Date(moment)).slice(0, 10))}, ${time(new Date(moment))}`;

function taken(app, now) {
  const recent = app.entries.filter((entry) => entry.medicine?.length && Date.parse(entry.at) > now - 3 * A_DAY).reverse();
  const { medicines: known } = app.content.diary;
  const line = (entry) =>
    h(
      "li",
      {},
      `${at(Date.parse(entry.at))}: ${entry.medicine.map(({ item }) => known[item]?.label ?? item).join("; ")} `,
      h("button", { type: "button", class: "plain", click: async () => (await strike(app, entry.id), app.redraw()) }, t("entry.strike")),
    );
  return recent.length > 0 && h("section", {}, h("h2", {}, t("medicines.taken")), h("ul", {}, recent.map(line)));
}
