// One entry of the diary. Nothing on it has to be filled in.

import { momentOf, stamp, strike, triedOf, write } from "../diary.js";
import { HELPED } from "../engine/entries.js";
import { h, newId } from "../h.js";
import { drawing } from "../pictures.js";
import { t } from "../words.js";
import { more } from "./parts.js";
import { question } from "./questions.js";

const ASKED = ["back_pain", "bleeding", "temperature_c", "sleep_hours"];

export function entry(app, { id = "" } = {}) {
  const { content } = app;
  const old = app.entries.find((one) => one.id === id);
  const half = app.writing?.id === id ? app.writing : null;
  const start = half?.said ?? old;
  const draft = { answers: { ...start?.answers }, rough: {} };
  const opened = (old?.at ?? stamp(new Date())).slice(0, 16);
  const when = h("input", { type: "datetime-local", id: newId("when"), value: half?.when ?? opened });
  const worst = { value: start?.pain_worst ?? null };
  const mood = { value: start?.mood ?? null };
  const marked = new Set(start?.places ?? []);
  const places = { said: start?.places !== undefined && start?.places !== null };
  const tried = new Map(triedOf(start).map((one) => [one.item, one]));
  const notes = h("textarea", { id: newId("notes"), rows: 4 }, start?.notes ?? "");
  const told = h("textarea", { id: newId("told"), rows: 3 }, start?.told_clinic ?? "");
  const wrong = h("p", { class: "problem", role: "alert" });

  const said = () => ({
    answers: { ...draft.answers },
    pain_worst: worst.value,
    mood: mood.value,
    places: places.said ? [...marked] : null,
    tried: tried.size ? [...tried.values()] : null,
    notes: notes.value,
    told_clinic: told.value,
  });
  /** What is half written is there when she comes back to it; the time only where she chose one. */
  const remember = () => (app.writing = { id, said: said(), ...(when.value !== opened && { when: when.value }) });
  const save = async (event) => {
    event.preventDefault();
    const unread = /** @type {HTMLElement | null} */ (event.target.querySelector('[aria-invalid="true"]'));
    if (unread) return unread.focus();
    const at = momentOf(when, old ? null : opened);
    if (!at) {
      wrong.replaceChildren(t("entry.when_wrong"));
      return when.focus();
    }
    await write(app, {
      ...(old ?? {}),
      at: old && opened === when.value ? old.at : stamp(at),
      ...(stamp(at).slice(0, 10) < app.today() && { written: old?.written ?? stamp(new Date()) }),
      ...said(),
    });
    app.writing = null;
    return app.go("diary");
  };
  return h(
    "form",
    { novalidate: true, submit: save, input: remember, change: remember, click: remember },
    h("h1", {}, t("entry.title")),
    h("p", { class: "lead" }, t("entry.lead")),
    h("p", { class: "field" }, h("label", { for: when.id }, t("entry.when")), when),
    wrong,
    ASKED.slice(0, 1).map((finding) => question(app, content.places[finding], draft, () => {})),
    scale(t("entry.worst"), worst),
    where(app, marked, places),
    ASKED.slice(1).map((finding) => question(app, content.places[finding], draft, () => {})),
    pick(t("entry.mood"), Object.entries(content.diary.moods), mood),
    whatWasTried(content, tried),
    h("p", { class: "field" }, h("label", { for: notes.id }, t("entry.notes")), notes),
    h("p", { class: "field" }, h("label", { for: told.id }, t("entry.told")), told),
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "submit", class: "main" }, t("entry.save")),
      h("button", { type: "button", class: "second", click: () => history.back() }, t("check.back")),
      old && h("button", { type: "button", class: "plain", click: async () => (await strike(app, old.id), (app.writing = null), app.go("diary")) }, t("entry.strike")),
    ),
  );
}

function pick(legend, options, chosen) {
  const name = newId("pick");
  const one = ([value, text]) =>
    h("label", { class: "choice" }, h("input", { type: "radio", name, value, checked: chosen.value === value, change: () => (chosen.value = value) }), h("span", {}, text));
  return h("fieldset", {}, h("legend", {}, legend), options.map(one));
}

function scale(legend, chosen) {
  const name = newId("scale");
  const one = (pain) =>
    h("label", { class: "choice" }, h("input", { type: "radio", name, value: pain, checked: chosen.value === pain, change: () => (chosen.value = pain) }), h("span", {}, String(pain)));
  const ends = [0, 10].map((end) => h("span", { class: "ends" }, t(`check.scale_${end}`)));
  return h("fieldset", {}, h("legend", {}, legend), h("div", { class: "scale" }, ends[0], Array.from({ length: 11 }, (_, pain) => one(pain)), ends[1]));
}

/** What a plan may offer, and what stands here already: to tick, and then, only if she likes, whether it helped. `tried`: item -> what she said. */
function whatWasTried({ care }, tried) {
  const one = ({ id, title }) => {
    const name = newId("helped");
    const choose = (helped) => () => tried.set(id, { ...tried.get(id), helped });
    const helped = (word) =>
      h("label", { class: "choice" }, h("input", { type: "radio", name, value: word, checked: tried.get(id)?.helped === word, change: choose(word) }), h("span", {}, t(`entry.helped.${word}`)));
    const place = h("div", {});
    const show = () => place.replaceChildren(...(tried.has(id) ? [h("fieldset", { class: "sign", "aria-label": title }, HELPED.map(helped))] : []));
    const turn = () => {
      if (!tried.delete(id)) tried.set(id, { item: id, helped: null });
      show();
    };
    show();
    return [h("label", { class: "choice" }, h("input", { type: "checkbox", name: `tried-${id}`, checked: tried.has(id), change: turn }), h("span", {}, title)), place];
  };
  const asked = more(t("entry.tried"), care.filter(({ id, in_plan }) => in_plan || tried.has(id)).map(one));
  asked.open = tried.size > 0;
  return asked;
}

/** Where it hurts: the body to touch, and the list that says the same. */
function where(app, marked, places) {
  const { places: known } = app.content.diary;
  const body = h("div", { class: "picture body", "aria-hidden": "true" });
  const boxes = new Map();
  const nowhere = h("input", { type: "checkbox", checked: places.said && !marked.size });
  const show = () => {
    for (const region of body.querySelectorAll("[data-place]")) region.classList.toggle("on", marked.has(region.dataset.place));
    for (const [id, box] of boxes) box.checked = marked.has(id);
  };
  const turn = (id) => {
    if (!marked.delete(id)) marked.add(id);
    places.said = marked.size > 0;
    nowhere.checked = false;
    show();
  };
  nowhere.addEventListener("change", () => {
    marked.clear();
    places.said = nowhere.checked;
    show();
  });
  for (const id of Object.keys(known)) boxes.set(id, h("input", { type: "checkbox", name: `place-${id}`, change: () => turn(id) }));
  body.addEventListener("click", (event) => {
    const region = /** @type {Element} */ (event.target).closest("[data-place]");
    if (region) turn(/** @type {any} */ (region).dataset.place);
  });
  drawing("body").then((svg) => (body.append(svg), show()), () => body.remove());
  show();
  return h(
    "fieldset",
    {},
    h("legend", {}, t("entry.where")),
    h("p", { class: "hint" }, t("entry.where_how")),
    body,
    Object.entries(known).map(([id, { label }]) => h("label", { class: "choice" }, boxes.get(id), h("span", {}, label))),
    h("label", { class: "choice none" }, nowhere, h("span", {}, t("entry.nowhere"))),
  );
}
