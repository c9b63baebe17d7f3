// What the days behind her amount to: a few numbers, which the content's conditions speak of. The twin of balm/care/measures.py.

import { heaviest, highest, known, painOf, range } from "./days.js";
import { RUN_DAY } from "./diary_rules.js";
import { reasons, UNANSWERED, UNSURE } from "./logic.js";

const UNKNOWN_LOW = 0;
const UNKNOWN_HIGH = 10;

/** @type {(name: string) => any} */
let valueOf = () => null;
const state = (value) => (value === undefined || value === null ? UNANSWERED : value === "not_sure" ? UNSURE : value);
const LOGIC = reasons(new Proxy({}, { get: (_, name) => state(valueOf(String(name))) }));

/** What a condition of the diary says of values by name; a value that is not there is unknown. */
export function weigh(condition, values) {
  valueOf = values;
  return condition(LOGIC);
}

/** Each measure that can be told, by its name. */
export function measures(days) {
  const { content, today, loss } = days;
  const { longest, runs } = content.diary;
  const places = newPlaces(days);
  const told = {
    days_of_diary: Math.min(today - Math.min(today + 1, ...[...days.byDay.keys()].filter(days.sinceLoss)), longest) + 1,
    days_since_loss: loss === null ? null : Math.max(0, Math.min(today - loss, longest)),
    ...means(days),
    ...sure(days),
    ...rise(days),
    highest_pain_today: highest(days.todays.flatMap((entry) => [known(entry.answers.back_pain), entry.painWorst])),
    new_place: places && places.length > 0,
    ...bleeding(days),
  };
  for (const run of runs) [told[run.id], told[`${run.id}_known`]] = lengthOf(days, run);
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null && value !== undefined));
}

/** The mean of the first days with pain written down and of the last ones, and how far it fell. */
function means({ content, today, pain, sinceLoss }) {
  const { mean_days: n, recent_days: recent } = content.diary.windows;
  const recorded = [...pain.keys()].filter(sinceLoss);
  if (recorded.length < 2 * n || recorded.at(-n) <= today - recent) return {};
  const [first, last] = [recorded.slice(0, n), recorded.slice(-n)].map((days) => sum(days.map((day) => pain.get(day))));
  const mean = (total) => Math.floor((20 * total + n) / (2 * n)) / 10;
  return { pain_first: mean(first), pain_last: mean(last), ...fall(first, last, n, "") };
}

/** The fall that is sure, and the rise that cannot be left out, whatever the days without a record were like. */
function sure({ content, record, today, pain, loss }) {
  const n = content.diary.windows.mean_days;
  if (record.begun === null) return {};
  const begun = Math.max(record.begun, loss ?? record.begun, today - content.diary.longest);
  if (today - begun + 1 < 2 * n) return {};
  const low = (day) => pain.get(day) ?? UNKNOWN_LOW;
  const high = (day) => pain.get(day) ?? UNKNOWN_HIGH;
  const first = sum(range(begun, begun + n).map(low));
  const last = sum(range(today - n + 1, today + 1).map(high));
  const best = Math.min(...range(begun, today - 1).map((day) => low(day) + low(day + 1)));
  return { ...fall(first, last, n, "_sure"), pain_rise_at_most: high(today) - best / 2 };
}

function fall(first, last, n, end) {
  const percent = first ? Math.max(-100, Math.floor((100 * (first - last)) / first)) : 0;
  return { [`pain_fall${end}`]: Math.floor((10 * (first - last)) / n) / 10, [`pain_fall_percent${end}`]: percent };
}

/** How far the latest pain stands above the best two days, and for how many hours it has. */
function rise({ content, entries, today, pain, sinceLoss }) {
  const told = entries.filter((entry) => painOf(entry) !== null && sinceLoss(entry.at.day));
  if (!told.some((entry) => entry.at.day >= today - 1)) return {};
  const moments = /** @type {Map<number, number>} */ (new Map()); // of what was written in the same second, or ahead of her clock, the highest
  for (const { at, ...entry } of told) {
    const felt = at.ahead ? pain.get(at.day) : painOf(entry);
    moments.set(at.second, Math.max(felt, moments.get(at.second) ?? 0));
  }
  const now = told.at(-1);
  const painNow = /** @type {number} */ (moments.get(now.at.second));
  const before = [...pain].filter(([day]) => sinceLoss(day) && day < now.at.day).map(([, value]) => value);
  if (before.length < 2) return {};
  const best = Math.min(...before.slice(1).map((value, n) => before[n] + value));
  const high = best + 2 * content.diary.windows.risen_points;
  const felt = [...moments];
  const lower = felt.findLastIndex(([, value]) => 2 * value < high);
  const since = (felt[lower + 1] ?? felt.at(-1))[0];
  return { pain_best: best / 2, pain_rise: painNow - best / 2, pain_rise_hours: Math.floor((now.at.second - since) / 3600) };
}

/** The places marked today and on no day before; null when none were marked today, or on no day before. */
export function newPlaces({ content, record, today }) {
  const marked = record.entries.filter((entry) => entry.places !== null);
  const [todays, earlier] = [true, false].map((which) => marked.filter((entry) => (entry.at.day === today) === which));
  if (!todays.length || !earlier.length) return null;
  const [now, before] = [todays, earlier].map((some) => new Set(some.flatMap((entry) => entry.places)));
  return Object.keys(content.diary.places).filter((id) => content.diary.places[id].new && now.has(id) && !before.has(id));
}

/** The heaviest bleeding of today, the lightest of the recorded days just before it, and the steps between. */
function bleeding({ content, byDay, today, loss }) {
  const { choices } = content.findings[content.places.bleeding];
  const since = Math.max(today - content.diary.windows.recent_days, loss ?? -Infinity);
  const steps = [...byDay].map(([day, entries]) => [day, heaviest(content, entries)]).filter(([, step]) => step !== null);
  const now = highest(steps.filter(([day]) => day === today).map(([, step]) => step));
  const before = steps.filter(([day]) => since <= day && day < today).map(([, step]) => step);
  const least = before.length ? Math.min(...before) : null;
  return {
    bleeding_today: now === null ? null : choices[now],
    bleeding_least: least === null ? null : choices[least],
    bleeding_rise: now === null || least === null ? null : now - least,
  };
}

/** How long a run is up to today, and whether that is all of it. Nulls: it cannot be told. */
function lengthOf(days, run) {
  const { content, today } = days;
  const known = knownDays(days, run);
  const last = known.next().value;
  if (!last?.counts) return last?.day === today ? [0, true] : [null, null];
  if (last.day < today - 1) return [null, null];
  let first = last.day;
  let whole = false;
  for (const { day, counts } of known) {
    if (first - day - 1 > run.bridges) break;
    first = counts ? day : day + 1;
    whole = !counts;
    if (whole) break;
  }
  const said = days.entries
    .filter((entry) => entry.at.day >= first && entry.answers[run.finding] >= run.first_day)
    .map((entry) => entry.answers[run.finding] + today - entry.at.day);
  const length = Math.max(today - first + run.first_day, ...said);
  return [Math.min(length, content.diary.longest), whole || said.length > 0];
}

/** The days of which it is known whether they count, backwards: yes by one entry, else no by one entry. */
function* knownDays({ content, byDay, taken }, run) {
  const drugs = Object.values(content.diary.medicines).filter((drug) => drug.painkiller);
  const none = { painkiller: false };
  for (const { sets } of drugs) for (const finding of Object.keys(sets)) none[finding] = false;
  const backwards = [...new Set([...byDay.keys(), ...taken.keys()])].sort((one, other) => other - one);
  for (const day of backwards) {
    const took = (taken.get(day) ?? []).some((one) => content.diary.medicines[one.item].painkiller);
    const truths = took ? [weigh(RUN_DAY[run.id], (name) => name === "painkiller" || null).truth] : [];
    for (const entry of byDay.get(day) ?? []) {
      const own = { pain_worst: entry.painWorst, mood: entry.mood, ...(entry.tookOnly && !took ? none : {}) };
      truths.push(weigh(RUN_DAY[run.id], (name) => entry.answers[name] ?? own[name]).truth);
    }
    if (truths.includes(true) || truths.includes(false)) yield { day, counts: truths.includes(true) };
  }
}

const sum = (values) => values.reduce((one, other) => one + other, 0);
