// The diary as the page keeps it: entries in memory, each kept on its own if she keeps anything; and what they say today.

import { assess } from "./engine/assess.js";
import { lookBack } from "./engine/diary.js";
import { personOf } from "./engine/interview.js";
import * as keep from "./keep.js";
import * as store from "./store.js";

/** A moment as the diary writes it: local date and time with the offset from UTC. */
export function stamp(date) {
  const two = (value) => String(Math.abs(value)).padStart(2, "0");
  const east = -date.getTimezoneOffset();
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}${east < 0 ? "-" : "+"}${two(Math.trunc(east / 60))}:${two(east % 60)}`;
}

/** The diary as balm/care/entries.py reads it. */
export const diaryOf = (app, more = []) => ({
  date_of_loss: app.visit.dateOfLoss,
  begun: app.settings.begun || null,
  country: app.visit.country,
  entries: [...app.entries.map(({ id, ...entry }) => entry), ...more],
});

export const look = (app, more = []) => lookBack(app.content, diaryOf(app, more), app.today());

/** The days that count as now. Until 6 in the morning it is still the night before: what was written then has not passed at midnight. */
function nights(app) {
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return now.getHours() < 6 ? [app.today(), stamp(yesterday).slice(0, 10)] : [app.today()];
}

/** Of these assessments the most urgent. */
function worst(app, results) {
  const rank = (level) => (level === null ? Infinity : app.content.rankOf(level));
  const order = (one) => [rank(one.urgency), rank(one.highest_possible)];
  return results.reduce((one, other) => (String(order(other)) < String(order(one)) ? other : one));
}

/** The assessment of what the diary alone says of today; null where nothing is written. */
export function standing(app) {
  if (!app.entries.length) return null;
  const cases = nights(app).map((day) => lookBack(app.content, diaryOf(app), day).case);
  const person = ({ country, answers }) => ({ country: country ?? "", dateOfLoss: app.visit.dateOfLoss, today: app.today(), answers });
  return worst(app, cases.map((one) => assess(app.content, person(one))));
}

/** The whole answer for the visit as it stands, the diary held beside it: of two readings the more urgent. */
export function resultOf(app) {
  const person = personOf(app.content, app.visit);
  if (!app.entries.length) return assess(app.content, person);
  const diary = diaryOf(app, [{ at: stamp(new Date()), answers: person.answers }]);
  const cases = nights(app).map((day) => lookBack(app.content, diary, day).case);
  return worst(app, cases.map(({ answers }) => assess(app.content, { ...person, answers })));
}

/** The answer, if it is an emergency, whether the check says so or the diary; else null. */
export function emergencyOf(app) {
  const results = [standing(app), keep.current(app) ? resultOf(app) : null];
  return results.find((one) => one?.urgency === "emergency") ?? null;
}

/** What the diary answers before anything is asked today: finding -> value. */
export function known(app) {
  if (!app.entries.length) return {};
  return Object.fromEntries(look(app).findings.filter((one) => one.used).map(({ finding, value }) => [finding, value]));
}

/** Put an entry into the diary, or in place of the one with its id. */
export async function write(app, entry) {
  const { id = crypto.randomUUID(), ...said } = entry;
  app.settings.begun ||= said.at.slice(0, 10);
  app.entries = [...app.entries.filter((one) => one.id !== id), { id, ...said }].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  await keep.hold(app);
  return keep.holdOne(app, "entry", { id, ...said });
}

/** Take an entry out. */
export async function strike(app, id) {
  app.entries = app.entries.filter((one) => one.id !== id);
  if (app.settings.keep) await keep.tell(() => store.remove(id));
}
