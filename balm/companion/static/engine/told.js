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
    seen: seenOf(seen, hidden, choice),
    assumeClear: hidden.size || choice.leaveOut.length ? null : person.assumeClear, // or what she keeps to herself would be read as clear
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

/** The fields of an entry that go with a section or a finding. */
const PAIN = ["signs", "back_pain"];
const FIELDS = { medicine: ["medicines"], tried: ["tried"], told_clinic: ["told"], pain_worst: PAIN, places: PAIN };
/** What of a day goes with which sections and findings. */
const PART_OF = {
  days_since_loss: ["loss", "days_since_loss"],
  pain_now: ["back_pain"],
  pain_worst: ["back_pain"],
  bleeding: ["bleeding"],
  temperature_c: ["temperature_c"],
  medicine: ["medicines"],
  sleep: ["sleep_hours"],
};
/** What the measures of the diary are about, by how their names begin. */
const SPEAKS_OF = { pain_: "back_pain", highest_pain_: "back_pain", new_place: "back_pain", bleeding_: "bleeding", painkiller_: "medicines" };

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

/** The keys that go with something that is left out. */
const goneOf = (parts, leaveOut) => Object.keys(parts).filter((key) => parts[key].some((part) => leaveOut.includes(part)));

/** What the days show, but for what speaks of something that she keeps to herself. */
function seenOf(seen, hidden, { leaveOut }) {
  const about = ({ measures }) => Object.keys(measures).flatMap((name) => Object.keys(SPEAKS_OF).filter((start) => name.startsWith(start)).map((start) => SPEAKS_OF[start]));
  const stands = (one) => !about(one).some((part) => leaveOut.includes(part)) && !Object.keys(one.sets).some((id) => hidden.has(id));
  return seen && { ...seen, noticed: seen.noticed.filter(stands) };
}

/** The diary without what she keeps to herself. */
function lessOf(content, diary, hidden, choice) {
  const { putIn, leaveOut } = choice;
  const dropped = [...["mood", "notes"].filter((key) => !putIn.includes(key)), ...goneOf(FIELDS, leaveOut)];
  const isObject = (one) => typeof one === "object" && one !== null && !Array.isArray(one);
  const entry = (one) => {
    if (!isObject(one)) return one;
    const kept = less(one, (key) => !dropped.includes(key));
    return isObject(kept.answers) ? { ...kept, answers: lessAnswers(content, kept.answers, hidden, choice) } : kept;
  };
  return { ...less(diary, (key) => key !== "date_of_loss" || !leaveOut.includes("loss")), entries: diary.entries.map(entry) };
}

/** The days of the diary, from the first of which anything was written to today, without what she keeps to herself. */
export function writtenDays({ seen, choice }) {
  const days = seen?.days ?? [];
  const first = days.findIndex((day) => day.recorded);
  const found = first < 0 ? [] : days.slice(first);
  const gone = [...goneOf(PART_OF, choice.leaveOut), ...(choice.putIn.includes("mood") ? [] : ["mood"])];
  return found.map((day) => ({ ...day, ...Object.fromEntries(gone.map((key) => [key, null])) }));
}
