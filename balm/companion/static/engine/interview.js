// The interview on the web: page after page, only what can still change something. The rules are those of balm/care/interview.py;
// a page here holds the screens that belong together, and what hangs on an answer appears below it.

import { askable, askNext, notHers } from "./ask.js";
import { stand } from "./assess.js";
import { askForPlan, plan, strictest } from "./care.js";
import { fill, judge } from "./judge.js";
import { CARE_DAYS, TURNS } from "./rules.js";

/** Changes neither level nor plan, but what she is told to say; so it is asked last, of those who are told to call somebody. */
const CHANGES_ONLY_WORDS = "already_told_clinic";

/**
 * @typedef {Record<string, [number, number]>} Rough days from and to, by finding
 * @typedef {{ page: string, about: string, shown: number[], answers: Record<string, any>, rough: Rough }} Step
 * @typedef {{ steps: Step[], drafts: Record<number, Step>, kept: Record<string, any>, keptRough: Rough, country: string,
 *   dateOfLoss: string | null, today: string }} Visit
 * `drafts` holds the pages that are still being filled in, by where they stand; what is ticked there counts at once.
 * `kept` and `keptRough` hold what was answered on an earlier day and does not change.
 */

/** The person that the visit makes, with the answers of the pages that are still being filled in. */
export function personOf(content, visit, drafts) {
  const { answers, rough } = saidIn(visit, drafts);
  const person = { country: visit.country, dateOfLoss: visit.dateOfLoss, today: visit.today };
  return { ...person, answers: settleDays(content, answers, rough) };
}

/** All that was said, the latest of each finding: exactly, or roughly. */
function saidIn(visit, drafts) {
  // A page that is being filled in again stands for what it was before: what was taken back there is open.
  const pages = drafts ? [...visit.steps, ...drafts] : Object.values({ ...visit.steps, ...visit.drafts });
  const said = [{ answers: visit.kept, rough: visit.keptRough }, ...pages];
  const answers = Object.assign({}, ...said.map((one) => one.answers));
  const rough = /** @type {Rough} */ ({});
  for (const one of said) {
    for (const id of Object.keys(one.answers)) delete rough[id];
    Object.assign(rough, one.rough);
  }
  return { answers, rough };
}

/** One day for each rough finding: of all that they may be, those that can lead to the highest level; of these, the earliest. */
function settleDays(content, answers, rough) {
  const cases = onEachDay(content, answers, rough);
  if (cases.length === 1) return cases[0];
  const judged = cases.map((one) => ({ one, ...judge(content, one) }));
  const worse = (a, b) => a.highest < b.highest || (a.highest === b.highest && a.urgency < b.urgency);
  return judged.reduce((best, next) => (worse(next, best) ? next : best)).one;
}

/** The answers with each rough finding as each of the days that it may be and at which something may turn. */
function onEachDay(content, answers, rough) {
  let cases = [answers];
  for (const id of Object.keys(rough)) {
    const [low, high] = rough[id];
    const days = (TURNS.get(content.places[id]) ?? []).filter((day) => low <= day && day <= high);
    cases = cases.flatMap((one) => (days.length ? days : [low]).map((day) => ({ ...one, [id]: day })));
  }
  return cases;
}

/** What she said roughly, less what `answers` tell otherwise than `taken`, the answers of personOf. */
export const roughOf = (visit, taken, answers) =>
  Object.fromEntries(Object.entries(saidIn(visit).rough).filter(([id]) => answers[id] === taken[id]));

/** The care that may be done on every day that it may be, where `care` is that of the day that counts for the level. */
export function careOfRoughDays(content, person, rough, care) {
  const turning = Object.fromEntries(Object.entries(rough).filter(([id]) => CARE_DAYS.includes(content.places[id])));
  if (!Object.keys(turning).length) return care;
  const onDay = (answers) => plan(content, stand(content, { ...person, answers }).who);
  return strictest([care, ...onEachDay(content, person.answers, turning).map(onDay)]);
}

let last = /** @type {any} */ ({});

/** How she stands, worked out anew only when an answer or the content has changed: one tap asks for it many times. */
function standOf(content, visit, drafts) {
  const { matrix } = content; // comes after the rest
  const said = JSON.stringify([saidIn(visit, drafts), visit.country, visit.dateOfLoss, visit.today]);
  if (last.said !== said || last.content !== content || last.matrix !== matrix) {
    const { standing, who } = stand(content, personOf(content, visit, drafts));
    last = { said, content, matrix, standing, who };
  }
  return last;
}

/** The next page, `about` "urgency" or "plan"; null when nothing that was not skipped can change it, or while an emergency stands. */
export function nextPage(content, visit, about) {
  const open = openNow(content, visit, about);
  if (!open) return null;
  const [first] = askable(open.states, open.wanted);
  if (first === undefined) return null;
  const screen = content.screens.find((one) => one.places.includes(first));
  return { id: pageOf(screen), ...headingOf(content, pageOf(screen)), about, places: onPage(content, open, pageOf(screen), []) };
}

/** What stands over a page. */
export function headingOf(content, id) {
  const { title, intro } = content.screens.find((one) => pageOf(one) === id);
  return { title: content.pages[id] ?? title, intro };
}

/** The places of a page as it stands with these answers: what was shown, without what certainly is not hers, and what now applies. */
export function placesOf(content, visit, page, draft) {
  const now = standOf(content, visit, draft && [draft]);
  const open = openNow(content, visit, page.about, now);
  const said = Object.keys({ ...draft?.answers, ...draft?.rough }).map((id) => content.places[id]);
  const shown = [...page.places, ...said].filter(whatIsHers(content, visit, draft ? [draft] : Object.values(visit.drafts), now.who));
  return open ? onPage(content, open, page.id, shown) : inOrder(content, shown);
}

/**
 * A test of a place: whether it is asked on one of the days that she may mean. An answer that settles another day must not take its own
 * question away.
 */
export function whatIsHers(content, visit, drafts, { states } = standOf(content, visit, drafts).who) {
  const { answers, rough } = saidIn(visit, drafts);
  const otherDays = () => (Object.keys(rough).length ? onEachDay(content, answers, rough) : []);
  return (place) => !notHers(states, place) || otherDays().some((one) => !notHers(fill(content, one), place));
}

/** How urgent it is with the draft: a rank, 0 for an emergency. */
export const urgencyWith = (content, visit, draft) => standOf(content, visit, [draft]).standing.urgency;

/** Ask again what was passed over. */
export function reopen(content, visit) {
  for (const step of visit.steps) step.shown = answeredOf(content, step, step.shown);
}

/** Those of the places that the page answers. */
export const answeredOf = (content, { answers, rough }, places) =>
  places.filter((place) => content.findings[place].id in answers || content.findings[place].id in rough);

const pageOf = (screen) => screen.page || screen.id;
const inOrder = (content, places) => [...new Set(places)].sort((a, b) => content.order[a] - content.order[b]);

function openNow(content, visit, about, now = standOf(content, visit)) {
  const { standing, who } = now;
  if (standing.urgency === 0) return null;
  const said = new Set(visit.steps.flatMap((step) => [...Object.keys(step.answers), ...Object.keys(step.rough)]));
  const skipped = new Set(visit.steps.flatMap((step) => step.shown).filter((place) => !said.has(content.findings[place].id)));
  now.forPlan ??= askForPlan(content, who);
  const forPlan = now.forPlan.filter((place) => !skipped.has(place));
  if (about === "urgency") {
    now.next ??= askNext(content, standing, who.answers);
    return { states: who.states, wanted: now.next.filter((place) => !skipped.has(place)), also: forPlan };
  }
  const told = content.places[CHANGES_ONLY_WORDS];
  if (standing.urgency < 4 && who.answers[told] === null && !skipped.has(told)) forPlan.push(told);
  return { states: who.states, wanted: forPlan, also: [] };
}

function onPage(content, { states, wanted, also }, id, shown) {
  const here = new Set(content.screens.filter((screen) => pageOf(screen) === id).flatMap((screen) => screen.places));
  const now = askable(states, [...new Set([...wanted, ...also])]).filter((place) => here.has(place));
  return inOrder(content, [...shown, ...now]);
}
