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

/** The assessment of what the diary alone says of today. */
export function standing(app, { case: { country, answers } }) {
  return assess(app.content, { country: country ?? "", dateOfLoss: app.visit.dateOfLoss, today: app.today(), answers });
}

/** The whole answer for the visit as it stands, the diary held beside it: of two readings the more urgent. */
export function resultOf(app) {
  const person = personOf(app.content, app.visit);
  if (!app.entries.length || app.visit.today !== app.today()) return assess(app.content, person);
  const { case: found } = look(app, [{ at: stamp(new Date()), answers: person.answers }]);
  return assess(app.content, { ...person, answers: found.answers });
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
