// The diary as the page keeps it: entries in memory, each kept on its own if she keeps anything.

import { dayEntry, daysOf } from "./engine/days.js";
import { dayOf, isoOf, readDiary } from "./engine/entries.js";
import * as keep from "./keep.js";
import * as store from "./store.js";

/** A moment as the diary writes it: local date and time with the offset from UTC. */
export function stamp(date) {
  const two = (value) => String(Math.abs(value)).padStart(2, "0");
  const east = -date.getTimezoneOffset();
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}${east < 0 ? "-" : "+"}${two(Math.trunc(east / 60))}:${two(east % 60)}`;
}

/** The moment that a field of local time means; as it was `opened`, that of the tap. Null when it is no time, or has yet to come. */
export function momentOf(field, opened) {
  const at = field.value === opened ? new Date() : new Date(field.value);
  return at.getTime() <= Date.now() + 60_000 ? at : null;
}

/** The diary as balm/care/entries.py reads it. */
export const diaryOf = (app, more = []) => ({
  date_of_loss: app.visit.dateOfLoss,
  begun: app.settings.begun || null,
  country: app.visit.country,
  entries: [...app.entries.map(({ id, ...entry }) => entry), ...more],
});

/** Every day up to today, what the clinic said, and what could not be read; without any judgement. */
export function pastDays(app) {
  const record = readDiary(app.content, diaryOf(app), app.today());
  const days = daysOf(app.content, record, /** @type {number} */ (dayOf(app.today())));
  const told = record.entries.filter((entry) => entry.toldClinic);
  return {
    days: days.every.map((day) => dayEntry(days, day)),
    told_clinic: told.map((entry) => ({ day: isoOf(entry.at.day), words: entry.toldClinic })),
    refused: record.refused,
  };
}

/** What an entry says that she tried; of what came in from elsewhere, what can be read. @returns {{ item: string, helped: string | null }[]} */
export const triedOf = (entry) => [entry?.tried ?? []].flat().filter((one) => typeof one?.item === "string");

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
