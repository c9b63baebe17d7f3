// The check: one page of questions at a time. An emergency is said as soon as it is ticked, before the rest is asked.

import { answeredOf, headingOf, nextPage, placesOf, urgencyWith, whatIsHers } from "../engine/interview.js";
import { h } from "../h.js";
import { standing } from "../judged.js";
import { hold } from "../keep.js";
import { count, t } from "../words.js";
import { comfortCard } from "./comfort.js";
import { emergencyCall, more } from "./parts.js";
import { question, ticks } from "./questions.js";

/** From this page on (0 is the first), the worst has been asked about, and she gets one thing to do while the rest is asked. */
const COMFORT_AT = 3;

export async function check(app, { at = whereToGoOn(app.visit), about = "urgency" }) {
  const { content, visit } = app;
  const step = visit.steps[at];
  const others = { ...visit, steps: visit.steps.filter((one) => one !== step), drafts: {} };
  const begun = draftAt(content, others, visit.drafts[at]);
  if (!begun) delete visit.drafts[at];
  const found = /** @type {any} */ (begun ?? (step ? pageAgain(content, step) : nextPage(content, visit, about)));
  if (!found) return finish(app);
  const { draft = { answers: { ...step?.answers }, rough: { ...step?.rough } }, ...page } = found;

  const blocks = new Map();
  const questions = h("div", { class: "questions" });
  const alarm = h("div", { class: "alarm", role: "alert" });
  const problem = h("div", { class: "problem", role: "alert" });
  const comfort = h("div", {}, at === COMFORT_AT && !step && [h("p", { class: "quiet" }, t("check.while")), comfortCard(content)]);
  const written = (await standing(app))?.urgency === "emergency";
  let places = page.places;

  const asStep = (shown) => ({ page: page.id, about: page.about, shown, answers: draft.answers, rough: draft.rough });
  const changed = () => {
    places = placesOf(content, others, page, draft);
    const here = new Set(places.map((place) => content.findings[place].id));
    for (const kind of ["answers", "rough"]) for (const id of Object.keys(draft[kind])) if (!here.has(id)) delete draft[kind][id];
    lay();
    problem.replaceChildren();
    visit.drafts[at] = asStep(places);
    visit.inDiary = false;
    hold(app);
    alert();
  };
  const inEmergency = () => written || urgencyWith(content, others, draft) === 0;
  const alert = () => {
    const urgent = inEmergency();
    comfort.hidden = urgent;
    if (urgent && !alarm.childElementCount) {
      alarm.replaceChildren(emergencyNote(app, () => leave(stopHere)));
      if (alarm.isConnected && getComputedStyle(alarm).position === "static") alarm.scrollIntoView();
    } else if (!urgent) alarm.replaceChildren();
  };
  const lay = () => {
    const wanted = blocksOf(content, places);
    for (const [key, element] of blocks) if (!wanted.some((one) => one.key === key)) (element.remove(), blocks.delete(key));
    for (const { key, ask, here } of wanted) {
      if (!blocks.has(key)) blocks.set(key, here.length > 1 ? ticks(app, ask, here, draft, changed) : question(app, here[0], draft, changed));
    }
    wanted.forEach(({ key }, n) => {
      const element = blocks.get(key);
      if (questions.children[n] !== element) questions.insertBefore(element, questions.children[n] ?? null);
    });
  };

  /** Take the page as it is: with all that it showed, or only what was answered, so that the rest can still be asked. */
  const leave = (then, shown = answeredOf(content, draft, places)) => {
    delete visit.drafts[at];
    const taken = asStep(shown);
    if (step) visit.steps[at] = taken;
    else if (shown.length) visit.steps.push(taken);
    forget(content, visit);
    return then();
  };
  const goOn = () => {
    const more = nextPage(content, visit, "urgency") ?? (page.about === "plan" ? nextPage(content, visit, "plan") : null);
    return more ? app.go("check", { at: visit.steps.length, about: more.about }) : finish(app);
  };
  const stopHere = () => finish(app);
  const submit = (event) => {
    event.preventDefault();
    if (inEmergency()) return leave(stopHere);
    closeLists(content, places, draft);
    changed();
    const answered = new Set(answeredOf(content, draft, places));
    const left = places.filter((place) => !answered.has(place));
    if (!left.length) return leave(goOn, places);
    problem.replaceChildren(
      h("p", {}, count("check.open", left.length)),
      h("button", { type: "button", class: "second", click: () => leave(goOn, places) }, t("check.skip")),
    );
    blocks.get(blocksOf(content, left)[0].key)?.querySelector("input")?.focus();
  };
  lay();
  alert();

  return h(
    "form",
    { novalidate: true, submit },
    h("h1", {}, page.title),
    h("p", { class: "quiet" }, count("check.page", at + 1)),
    page.intro && h("p", { class: "lead" }, page.intro),
    at === 0 && before(app),
    comfort,
    questions,
    problem,
    alarm,
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "submit", class: "main" }, t("check.next")),
      h("button", { type: "button", class: "second", click: () => history.back() }, t("check.back")),
      h("button", { type: "button", class: "plain", click: () => leave(stopHere) }, t("check.stop")),
    ),
  );
}

/** The place of the first page that is still being filled in; else of the next one. */
const whereToGoOn = ({ drafts, steps }) => Math.min(steps.length, ...Object.keys(drafts).map(Number));

/** A page that was left half filled in, as long as any of it still is hers. */
function draftAt(content, others, kept) {
  if (!kept) return null;
  const draft = { answers: { ...kept.answers }, rough: { ...kept.rough } };
  const page = { id: kept.page, about: kept.about, ...headingOf(content, kept.page), places: kept.shown };
  const places = placesOf(content, others, page, draft);
  return places.length ? { ...page, places, draft } : null;
}

/** A list with something ticked says "no" to what is not. */
export function closeLists(content, places, draft) {
  for (const { here } of blocksOf(content, places)) {
    const ids = here.map((place) => content.findings[place].id);
    if (ids.length > 1 && ids.some((id) => id in draft.answers)) for (const id of ids) draft.answers[id] ??= false;
  }
}

/** A page that was answered before, to look at again. */
function pageAgain(content, step) {
  return { id: step.page, about: step.about, ...headingOf(content, step.page), places: step.shown };
}

/** What stands on the page: signs that answer the same question as one list to tick, and each other question by itself. */
export function blocksOf(content, places) {
  const lists = new Map();
  for (const screen of content.screens) {
    const mine = screen.places.filter((place) => places.includes(place));
    if (!mine.length) continue;
    const key = screen.places.length > 1 ? screen.ask : screen.id;
    lists.set(key, [...(lists.get(key) ?? []), ...mine]);
  }
  return [...lists].map(([ask, here]) => ({ key: `${ask} ${here}`, ask, here }));
}

/** Answers to what no longer applies are let go: nobody would find them again to change them. */
export function forget(content, visit) {
  const hers = whatIsHers(content, visit, Object.values(visit.drafts));
  for (const step of visit.steps) {
    for (const place of step.shown) {
      if (hers(place)) continue;
      delete step.answers[content.findings[place].id];
      delete step.rough[content.findings[place].id];
    }
  }
}

function emergencyNote(app, see) {
  return h(
    "div",
    { class: "card emergency" },
    h("h2", {}, t("check.emergency")),
    h("p", { class: "call" }, emergencyCall(app.content, app.visit.country)),
    h("button", { type: "button", class: "main", click: see }, t("check.emergency_next")),
  );
}

/** What an earlier day and the diary have answered, so that it is not asked: to look at, and to be asked again. */
function before(app) {
  const { content, visit } = app;
  const { kept, keptRough } = visit;
  const said = Object.entries({ ...kept, ...keptRough }).filter(([id]) => id in content.places);
  if (!said.length) return false;
  const text = ({ kind, words }, value) =>
    Array.isArray(value) ? value.join("–") : kind === "choice" && value in words ? words[value] : typeof value === "boolean" ? t(value ? "check.yes" : "check.no") : value === "not_sure" ? t("check.unsure") : String(value);
  const ask = () => {
    Object.assign(visit, { kept: {}, keptRough: {} });
    return app.redraw();
  };
  const line = ([id, value]) => {
    const finding = content.findings[content.places[id]];
    return h("li", {}, `${finding.question} ${text(finding, value)}`);
  };
  return more(t("check.before"), h("ul", {}, said.map(line)), h("button", { type: "button", class: "second", click: ask }, t("check.before_ask")));
}

function finish(app) {
  app.visit.done = true;
  return app.go("answer");
}
