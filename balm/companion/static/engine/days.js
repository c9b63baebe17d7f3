// The days of a diary, each by what was written of it. It judges nothing.

import { isoOf } from "./entries.js";

/** A diary seen from one day, `today`. Days count from 1970. @param {import("./entries.js").Diary} record */
export function daysOf(content, record, today) {
  const { entries } = record;
  const byDay = grouped(entries, (entry) => entry.at.day);
  const taken = grouped(entries.flatMap((entry) => entry.medicine), (one) => one.at.day);
  const said = entries.findLast((entry) => typeof entry.answers.days_since_loss === "number");
  const loss = record.dateOfLoss ?? (said ? said.at.day - said.answers.days_since_loss : null);
  const pain = new Map();
  for (const entry of entries) {
    const now = painOf(entry);
    if (now !== null) pain.set(entry.at.day, Math.max(now, pain.get(entry.at.day) ?? 0));
  }
  const known = [record.begun, loss, ...byDay.keys()].filter((day) => day !== null);
  const start = known.length ? Math.max(Math.min(...known), today - content.diary.longest) : today + 1;
  const inOrder = new Map([...pain].sort(([one], [other]) => one - other));
  const sinceLoss = (day) => loss === null || day >= loss;
  return { content, record, today, entries, byDay, todays: byDay.get(today) ?? [], taken, loss, every: range(start, today + 1), pain: inOrder, sinceLoss };
}

/** One day, for the chart and the table; what was not written is null. */
export function dayEntry({ content, byDay, taken, loss, sinceLoss }, day) {
  const entries = byDay.get(day) ?? [];
  const medicine = taken.get(day) ?? [];
  const last = (id) => entries.map((entry) => known(entry.answers[id])).findLast((value) => value !== null) ?? null;
  const all = (id) => entries.map((entry) => known(entry.answers[id]));
  const step = heaviest(content, entries);
  const moods = Object.keys(content.diary.moods);
  const mood = highest(entries.filter((entry) => entry.mood !== null).map((entry) => moods.indexOf(entry.mood)));
  return {
    day: isoOf(day),
    days_since_loss: loss !== null && sinceLoss(day) ? day - loss : null,
    recorded: entries.length + medicine.length > 0,
    entries: entries.length,
    late: entries.filter((entry) => entry.late).length,
    pain_now: last("back_pain"),
    pain_worst: highest([...all("back_pain"), ...entries.map((entry) => entry.painWorst)]),
    bleeding: step === null ? null : content.findings[content.places.bleeding].choices[step],
    temperature_c: highest(all("temperature_c")),
    medicine: medicine.length || entries.some((entry) => entry.tookOnly) ? medicine.length : null,
    sleep: last("sleep_hours"),
    mood: mood === null ? null : moods[mood],
  };
}

/** The heaviest bleeding that these entries tell, as a step from 0; null where none tells any. */
export function heaviest(content, entries) {
  const { choices } = content.findings[content.places.bleeding];
  return highest(entries.map((entry) => choices.indexOf(entry.answers.bleeding)).filter((step) => step >= 0));
}

/** The back pain of that time; where only the worst of the day so far was written, that. */
export const painOf = (entry) => known(entry.answers.back_pain) ?? entry.painWorst;
export const known = (value) => (typeof value === "number" ? value : null);
/** The highest of the values that are there; null when there is none. */
export function highest(values) {
  const there = values.filter((value) => value !== null);
  return there.length ? Math.max(...there) : null;
}

function grouped(things, keyOf) {
  const found = new Map();
  for (const one of things) {
    const key = keyOf(one);
    if (found.has(key)) found.get(key).push(one);
    else found.set(key, [one]);
  }
  return found;
}

export const range = (from, to) => Array.from({ length: to - from }, (_, n) => from + n);
