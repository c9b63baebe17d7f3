// The check: one page of questions at a time. An emergency is said as soon as it is ticked, before the rest is asked.

import { headingOf, nextPage, placesOf, urgencyWith } from "../engine/interview.js";
import { h } from "../h.js";
import { hold } from "../keep.js";
import { count, t } from "../words.js";
import { comfortCard } from "./comfort.js";
import { emergencyCall } from "./parts.js";
import { question, ticks } from "./questions.js";

/** From this page on (0 is the first), the worst has been asked about, and she gets one thing to do while the rest is asked. */
const COMFORT_AT = 3;

export function check(app, { at = app.visit.steps.length, about = "urgency" }) {
  const { content, visit } = app;
  const step = visit.steps[at];
  const others = { ...visit, steps: visit.steps.filter((one) => one !== step) };
  const page = step ? pageAgain(content, step) : nextPage(content, visit, about);
  if (!page) return finish(app);

  const draft = step ? { answers: { ...step.answers }, rough: { ...step.rough } } : { answers: {}, rough: {} };
  const blocks = new Map();
  const questions = h("div", { class: "questions" });
  const alarm = h("div", { role: "alert" });
  const problem = h("div", { class: "problem", role: "alert" });
  let places = page.places;

  const changed = () => {
    places = placesOf(content, others, page, draft);
    const here = new Set(places.map((place) => content.findings[place].id));
    for (const kind of ["answers", "rough"]) for (const id of Object.keys(draft[kind])) if (!here.has(id)) delete draft[kind][id];
    lay();
    problem.replaceChildren();
    const urgent = urgencyWith(content, others, draft) === 0;
    if (urgent && !alarm.childElementCount) alarm.replaceChildren(emergencyNote(app, next));
    else if (!urgent) alarm.replaceChildren();
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
  const next = () => {
    const shown = { page: page.id, about: page.about, shown: places, answers: draft.answers, rough: draft.rough };
    visit.steps = step ? visit.steps.map((one) => (one === step ? shown : one)) : [...visit.steps, shown];
    forget(content, visit);
    const more = nextPage(content, visit, "urgency") ?? (page.about === "plan" ? nextPage(content, visit, "plan") : null);
    return more ? app.go("check", { at: visit.steps.length, about: more.about }) : finish(app);
  };
  const open = () => places.filter((place) => !(content.findings[place].id in draft.answers || content.findings[place].id in draft.rough));
  const submit = (event) => {
    event.preventDefault();
    const left = open();
    if (!left.length || urgencyWith(content, others, draft) === 0) return next();
    problem.replaceChildren(
      h("p", {}, count("check.open", left.length)),
      h("button", { type: "button", class: "second", click: next }, t("check.skip")),
    );
    blocks.get(blocksOf(content, left)[0].key)?.querySelector("input")?.focus();
  };
  lay();

  return h(
    "form",
    { novalidate: true, submit, change: () => queueMicrotask(() => hold(app)) },
    h("h1", {}, page.title),
    h("p", { class: "quiet" }, count("check.page", at + 1)),
    page.intro && h("p", { class: "lead" }, page.intro),
    at === COMFORT_AT && !step && [h("p", { class: "quiet" }, t("check.while")), comfortCard(content)],
    alarm,
    questions,
    problem,
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "submit", class: "main" }, t("check.next")),
      h("button", { type: "button", class: "second", click: () => history.back() }, t("check.back")),
      h("button", { type: "button", class: "plain", click: () => finish(app) }, t("check.stop")),
    ),
  );
}

/** A page that was answered before, to look at again. */
function pageAgain(content, step) {
  return { id: step.page, about: step.about, ...headingOf(content, step.page), places: step.shown };
}

/** What stands on the page: signs that answer the same question as one list to tick, and each other question by itself. */
function blocksOf(content, places) {
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
function forget(content, visit) {
  for (const step of visit.steps) {
    const still = new Set(placesOf(content, visit, { id: step.page, about: step.about, places: step.shown }, undefined));
    for (const place of step.shown) {
      if (still.has(place)) continue;
      delete step.answers[content.findings[place].id];
      delete step.rough[content.findings[place].id];
    }
  }
}

function emergencyNote(app, next) {
  return h(
    "div",
    { class: "card emergency" },
    h("h2", {}, t("check.emergency")),
    h("p", { class: "call" }, emergencyCall(app.content, app.visit.country)),
    h("button", { type: "button", class: "main", click: next }, t("check.emergency_next")),
  );
}

function finish(app) {
  app.visit.done = true;
  return app.go("answer");
}
