// A diary, read entry by entry. What is bad is named and left out by itself. The twin of balm/care/entries.py, which says what it holds.

import { nearest } from "./nearest.js";

/** Whether something that she tried helped, in her own words. */
export const HELPED = ["yes", "a_little", "no", "worse"];
const LONGEST_ID = 80;

const DAY = 86_400_000;
const MOMENT = /^([12]\d{3}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * @typedef {{ second: number, day: number, ahead: boolean }} Moment seconds since 1970 in UTC, and her own date in days since 1970, at most
 *   today; `ahead`: the date that was written is after today
 * @typedef {{ at: Moment, late: boolean, answers: Record<string, any>, painWorst: number | null, places: string[] | null,
 *   mood: string | null, medicine: { item: string, at: Moment }[], tookOnly: boolean,
 *   tried: { item: string, helped: string | null }[], notes: string, toldClinic: string }} Entry
 * @typedef {{ at: string, problem: string, hint: string }} Problem
 * @typedef {{ dateOfLoss: number | null, begun: number | null, country: string, entries: Entry[],
 *   refused: { entry: number | null, day: string | null, errors: Problem[] }[] }} Diary
 * @typedef {(at: string, problem: string, hint: string) => void} Report
 */

/** What could be read of the diary on the ISO date `today`, and what could not. @returns {Diary} */
export function readDiary(content, diary, today) {
  if (!isObject(diary)) refuse("", `${show(diary)} is not a diary`, 'write an object: {"entries": [...]}');
  if (!Array.isArray(diary.entries)) {
    refuse("entries", `${show(diary.entries)} is not a list`, 'write "entries": [...]; an empty list when nothing was written');
  }
  const now = dayOf(today);
  let errors = /** @type {Problem[]} */ ([]);
  const report = reporter(errors);
  const [dateOfLoss, begun] = ["date_of_loss", "begun"].map((key) => pastDay(diary[key], key, now, report));
  const country = text(diary, "country", report).trim().toUpperCase();
  const refused = errors.length ? [{ entry: /** @type {number | null} */ (null), day: /** @type {string | null} */ (null), errors }] : [];
  const read = /** @type {Map<string, Entry | null>} */ (new Map());
  diary.entries.forEach((one, place) => {
    const same = JSON.stringify(one, sorted);
    if (read.has(same)) return;
    errors = [];
    const entry = readEntry(content, one, dateOfLoss, now, reporter(errors, `entries.${place}`));
    read.set(same, entry);
    if (errors.length) refused.push({ entry: place, day: entry ? isoOf(entry.at.day) : null, errors });
  });
  const inOrder = [...read].sort(([one], [other]) => (one < other ? -1 : 1)); // by their text, so that no order of coming in is left
  const entries = inOrder.map(([, entry]) => entry).filter((entry) => entry !== null);
  const pain = ({ answers, painWorst }) => (typeof answers.back_pain === "number" ? answers.back_pain : (painWorst ?? -1));
  entries.sort((one, other) => one.at.second - other.at.second || pain(one) - pain(other));
  return { dateOfLoss, begun, country, entries, refused };
}

/** @returns {Entry | null} */
function readEntry(content, given, lost, today, report) {
  if (!isObject(given)) {
    report("", `${show(given)} is not an entry`, 'write an object: {"at": "2026-11-03T21:40+00:00", "answers": {"back_pain": 4}}');
    return null;
  }
  const at = moment(content, given.at, "at", today, report);
  if (!at) return null;
  const written = absent(given.written) ? null : moment(content, given.written, "written", today, report);
  const answers = readAnswers(content, given.answers, report);
  const said = answers.days_since_loss;
  if (lost !== null && typeof said === "number") {
    const days = Math.max(0, Math.min(at.day - lost, content.diary.longest));
    if (Math.abs(said - days) > 1) {
      report("answers.days_since_loss", `${said} days, but the date of the loss is ${days} days before`, "mend one of them");
      delete answers.days_since_loss;
    }
  }
  const medicine = readMedicine(content, given.medicine, at, today, report);
  const notes = text(given, "notes", report);
  return {
    at,
    late: written !== null && written.day > at.day,
    answers,
    painWorst: value({ kind: "number", low: 0, high: 10, decimals: 0, unit: "" }, given.pain_worst, "pain_worst", report),
    places: readPlaces(content, given.places, report),
    mood: absent(given.mood) ? null : word(given.mood, "mood", Object.keys(content.diary.moods), report),
    ...medicine,
    tried: readTried(content, given.tried, report),
    notes,
    toldClinic: text(given, "told_clinic", report),
  };
}

function readAnswers(content, given, report) {
  if (!absent(given) && !isObject(given)) report("answers", `${show(given)} is not an object`, 'write "answers": {"back_pain": 4}');
  const answers = {};
  for (const [finding, one] of isObject(given) ? Object.entries(given) : []) {
    const at = `answers.${[...finding].slice(0, 80).join("")}`;
    if (!Object.hasOwn(content.places, finding)) report(at, "unknown finding", "`balm questions` lists the findings");
    else {
      const read = one === "not_sure" ? one : value(content.findings[content.places[finding]], one, at, report);
      if (read !== null) answers[finding] = read;
    }
  }
  return answers;
}

function readPlaces(content, given, report) {
  const words = list(given, "places", 'write a list such as ["low_back"]; an empty one when nothing hurts', report);
  return words && [...new Set(words.flatMap((one, n) => word(one, `places.${n}`, Object.keys(content.diary.places), report) ?? []))];
}

function readMedicine(content, given, at, today, report) {
  const hint = 'write a list such as [{"item": "ibuprofen"}]; an empty one when none was taken';
  const listed = list(given, "medicine", hint, report);
  const taken = new Map();
  let tookOnly = listed !== null;
  (listed ?? []).forEach((one, n) => {
    if (!isObject(one)) {
      report(`medicine.${n}`, `${show(one)} is not an object`, 'write {"item": "ibuprofen"}');
      tookOnly = false;
      return;
    }
    const item = word(one.item, `medicine.${n}.item`, Object.keys(content.diary.medicines), report);
    const when = absent(one.at) ? at : moment(content, one.at, `medicine.${n}.at`, today, report);
    tookOnly &&= item !== null && when?.day === at.day;
    const then = when ?? at;
    if (item !== null) taken.set(`${item} ${then.second} ${then.day}`, { item, at: then });
  });
  return { medicine: [...taken.values()], tookOnly };
}

function readTried(content, given, report) {
  const known = content.care.map(({ id }) => id);
  const tried = new Map();
  (list(given, "tried", 'write a list such as [{"item": "walking", "helped": "yes"}]', report) ?? []).forEach((one, n) => {
    if (!isObject(one)) return report(`tried.${n}`, `${show(one)} is not an object`, 'write {"item": "walking", "helped": "yes"}');
    const { item } = one;
    if (known.includes(item)) {
      const helped = absent(one.helped) ? null : word(one.helped, `tried.${n}.helped`, HELPED, report);
      tried.set(`${item} ${helped}`, { item, helped });
    } else {
      const near = typeof item === "string" && [...item].length <= LONGEST_ID ? nearest(item, known) : "";
      report(`tried.${n}.item`, `${show(item)} is not a care item`, near || "write one of: " + known.join(", "));
    }
  });
  return [...tried.values()];
}

/** The value as its kind has it; null where there is none, or it was refused. The twin of balm/rules/kinds.py. */
function value(kind, given, at, report) {
  if (absent(given)) return null;
  const wrong = kind.kind === "number" ? notThatNumber(kind, given) : notThatWord(kind, given);
  if (!wrong) return given;
  report(at, `${show(given)} ${wrong[0]}`, wrong[1]);
  return null;
}

/** Whether this is a value of its kind. */
export const accepts = (kind, given) => !(kind.kind === "number" ? notThatNumber(kind, given) : notThatWord(kind, given));

function notThatWord(kind, given) {
  if (kind.kind === "yes_no") return typeof given === "boolean" ? null : ["is not yes or no", 'write true, false, "not_sure" or null'];
  return kind.choices.includes(given) ? null : ["is not one of the choices", "write one of: " + kind.choices.join(", ")];
}

function notThatNumber({ low, high, decimals, unit }, given) {
  const plain = `write a number from ${low} to ${high}`;
  if (typeof given !== "number") return ["is not a number", plain];
  if (!(low <= given && given <= high)) {
    const celsius = ((given - 32) * 5) / 9;
    const fits = Math.abs(given) < 1000 && low <= celsius && celsius <= high;
    const hint = fits ? `${given} F is ${celsius.toFixed(1)} C` : plain;
    return [`is outside ${low}..${high}`, unit === "celsius" ? `degrees Celsius; ${hint}` : plain + (unit && ` (${unit})`)];
  }
  if (Number.isInteger(given)) return null;
  if (!decimals) return ["is not a whole number", `write ${Math.trunc(given)} or ${Math.trunc(given) + 1}`];
  const rounded = Number(given.toFixed(1));
  return rounded === given ? null : ["has more than one decimal", `write ${rounded}`];
}

function list(given, at, hint, report) {
  if (!absent(given) && !Array.isArray(given)) report(at, `${show(given)} is not a list`, hint);
  return Array.isArray(given) ? given : null;
}

function word(given, at, known, report) {
  if (known.includes(given)) return given;
  report(at, `${show(given)} is not one of the words`, "write one of: " + known.join(", "));
  return null;
}

function text(given, key, report) {
  const one = given[key];
  if (!absent(one) && typeof one !== "string") report(key, `${show(one)} is not a text`, "write it in quotes, or leave it out");
  return typeof one === "string" ? one : "";
}

/** @returns {Moment | null} */
function moment(content, given, at, today, report) {
  const found = typeof given === "string" ? MOMENT.exec(given) : null;
  const day = found && dayOf(found[1]);
  if (found && day !== null) {
    const [hour, minute, second, hours, minutes] = [found[2], found[3], found[4], found[6], found[7]].map((digits) => Number(digits ?? 0));
    const ahead = (hours * 60 + minutes) * (found[5] === "-" ? -1 : 1);
    if (hour < 24 && minute < 60 && second < 60 && minutes < 60 && Math.abs(ahead) <= 14 * 60) {
      if (day > today + content.diary.ahead) {
        report(at, `${found[1]} is after today, ${isoOf(today)}`, "write the day that it was, or mend today");
        return null;
      }
      return { second: (day * 1440 + hour * 60 + minute - ahead) * 60 + second, day: Math.min(day, today), ahead: day > today };
    }
  }
  report(at, `${show(given)} is not a local time with its offset from UTC`, 'write it such as "2026-11-03T21:40+01:00"');
  return null;
}

function pastDay(given, key, today, report) {
  if (absent(given)) return null;
  const day = typeof given === "string" && /^[12]\d{3}-\d{2}-\d{2}$/.test(given) ? dayOf(given) : null;
  if (day === null) report(key, `${show(given)} is not a date`, 'write year-month-day, such as "2026-11-22"');
  else if (day > today) {
    report(key, `${given} is after today, ${isoOf(today)}`, "write the day that it was, or mend today");
    return null;
  }
  return day;
}

/** Days since 1970 of an ISO date; null where there is no such day. */
export function dayOf(iso) {
  const day = Date.parse(`${iso}T00:00Z`) / DAY;
  return Number.isInteger(day) && isoOf(day) === iso ? day : null;
}

export const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/** For JSON.stringify: an object with its keys in order. */
const sorted = (_, given) => (isObject(given) ? Object.fromEntries(Object.entries(given).sort(([one], [other]) => (one < other ? -1 : 1))) : given);

const absent = (given) => given === null || given === undefined;
const isObject = (given) => typeof given === "object" && given !== null && !Array.isArray(given);

/** The value much as it stands in JSON, cut to a length that can be read. */
function show(given) {
  if (absent(given)) return "null";
  if (typeof given === "string") return `"${[...given].length > 40 ? [...given].slice(0, 40).join("") + "..." : given}"`;
  return Array.isArray(given) ? "a list" : isObject(given) ? "an object" : String(given);
}

/** @returns {Report} */
function reporter(errors, start = "") {
  return (at, problem, hint) => errors.push({ at: [start, at].filter(Boolean).join("."), problem, hint });
}

function refuse(at, problem, hint) {
  throw Object.assign(new TypeError(`${at} ${problem}; ${hint}`.trim()), { errors: [{ at, problem, hint }] });
}
