// What she lets out: her case or diary as it was judged, less what she keeps to herself. The twin of balm/summary/told.py.

import { stand } from "./assess.js";
import { worthTelling } from "./call.js";
import { accepts, readDiary } from "./entries.js";

/** Groups of findings that are not signs: they have sections of their own. */
const OF_HER = ["loss", "person"];
/** What stands among the signs whatever the answer was. */
const ALWAYS = ["back_pain", "bleeding", "temperature_c"];

/**
 * @typedef {{ name: string, ask: string, putIn: string[], leaveOut: string[] }} Choice what she wants on the page
 * @typedef {{ person: any, result: any, diary?: any, seen?: any, writer?: string }} Judged whom `assess` judged, and what it said; of a diary
 *   that and what look back shows of it
 */

/** The parts of the page that she can leave out, in their order. */
export const SECTIONS = ["level", "ask", "loss", "signs", "unsure", "chart", "noticed", "medicines", "tried", "told", "person", "open", "clear", "record"];

/**
 * What may be known of her: nothing that she keeps to herself. `made` is an ISO moment with its offset.
 * @param {any} content @param {Judged} judged @param {Choice} choice @param {string} made
 */
export function tell(content, judged, choice, made) {
  const { person, result, diary = null, seen = null, writer = "" } = judged;
  const { who } = stand(content, person);
  const hidden = hiddenBy(content, choice);
  const reasons = result.reasons.filter(({ findings }) => !Object.keys(findings).some((id) => hidden.has(id)));
  return {
    content,
    made,
    today: person.today || made.slice(0, 10),
    writer,
    choice,
    person,
    result,
    reasons,
    withheld: reasons.length < result.reasons.length,
    hidden,
    given: Object.fromEntries(Object.entries(who.given).filter(([id, value]) => value !== null && !hidden.has(id))),
    answer: (id) => (hidden.has(id) ? null : who.answer(id)),
    seen,
    diary: diary && !choice.leaveOut.includes("record") ? lessOf(content, diary, hidden, choice) : null,
    answers: lessAnswers(content, person.answers, hidden, choice),
    dateOfLoss: choice.leaveOut.includes("loss") ? null : person.dateOfLoss,
    entries: seen ? readDiary(content, diary, made.slice(0, 10)).entries : [],
  };
}

/** The findings that may not stand on the page. */
function hiddenBy(content, { putIn, leaveOut }) {
  const kept = content.summary.private.flatMap(({ id, findings }) => (putIn.includes(id) ? [] : findings));
  return new Set([...kept, ...leaveOut.filter((id) => id in content.places)]);
}

/** The fields of an entry that go with a part of the page. */
const FIELDS = { mood: "mood", notes: "notes", medicine: "medicines", tried: "tried", told_clinic: "told" };

/** The section of the page in which an answer stands. */
export function sectionOf(content, id, value) {
  const finding = content.findings[content.places[id]];
  const { group, kind, clear, choices, unit } = finding;
  if (value === "not_sure") return "unsure";
  if (content.summary.private.some((one) => one.id === "mood" && one.findings.includes(id))) return "mood";
  if (OF_HER.includes(group)) return value === false && clear !== true ? "clear" : group;
  if (ALWAYS.includes(id)) return "signs";
  if (kind === "choice") return choices.indexOf(value) > choices.indexOf(clear) ? "signs" : "clear";
  const isNone = kind === "number" && unit !== "hours" && value === 0;
  return worthTelling(finding, value) && !isNone ? "signs" : "clear";
}

const less = (thing, stands) => Object.fromEntries(Object.entries(thing).filter(([key, value]) => stands(key, value)));

/** The answers that stand in a section of the page; what cannot be read stays as it is. */
function lessAnswers(content, answers, hidden, { leaveOut }) {
  const canBeRead = (id, value) => id in content.places && value !== null && (value === "not_sure" || accepts(content.findings[content.places[id]], value));
  return less(answers, (id, value) => !hidden.has(id) && !(canBeRead(id, value) && leaveOut.includes(sectionOf(content, id, value))));
}

/** The diary without what she keeps to herself. */
function lessOf(content, diary, hidden, choice) {
  const { putIn, leaveOut } = choice;
  const dropped = Object.keys(FIELDS).filter((key) => (["mood", "notes"].includes(key) ? !putIn.includes(key) : leaveOut.includes(FIELDS[key])));
  const isObject = (one) => typeof one === "object" && one !== null && !Array.isArray(one);
  const entry = (one) => {
    if (!isObject(one)) return one;
    const kept = less(one, (key) => !dropped.includes(key));
    return isObject(kept.answers) ? { ...kept, answers: lessAnswers(content, kept.answers, hidden, choice) } : kept;
  };
  return { ...less(diary, (key) => key !== "date_of_loss" || !leaveOut.includes("loss")), entries: diary.entries.map(entry) };
}

/** The days of the diary, from the first of which anything was written to today. */
export function writtenDays({ seen, choice }) {
  const days = seen?.days ?? [];
  const first = days.findIndex((day) => day.recorded);
  const found = first < 0 ? [] : days.slice(first);
  return choice.leaveOut.includes("loss") ? found.map((day) => ({ ...day, days_since_loss: null })) : found;
}
