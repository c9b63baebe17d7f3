// Dates to be reminded of, as a calendar file (RFC 5545). The twin of balm/summary/calendar.py.

import { dayOf, isoOf } from "./entries.js";

const HOUR = 3_600_000;
/** Bytes in a line of the file. */
const FOLD = 75;

/**
 * When to look again, and the dates counted from the loss that are still to come. None while an emergency stands. `at` is an ISO date for the
 * whole day, or an ISO moment in UTC.
 * @returns {{ uid: string, at: string, title: string, text: string }[]}
 */
export function reminders(said, told) {
  const { check_in: checkIn, dates } = said.summary;
  const { result, today, made, dateOfLoss, given } = told;
  if (result.urgency === "emergency") return [];
  const reminder = (id, at, { title, text }) => ({ uid: `${id}@balm.invalid`, at, title, text });
  const hours = result.check_again.within_hours;
  const again = () => `${new Date(Date.parse(made) + hours * HOUR).toISOString().slice(0, 19)}Z`;
  const found = hours ? [reminder("check-in", again(), checkIn)] : [];
  const now = /** @type {number} */ (dayOf(today));
  const days = given.days_since_loss;
  if (told.choice.leaveOut.includes("loss")) return found;
  const lost = dateOfLoss ? dayOf(dateOfLoss) : typeof days === "number" ? now - days : null;
  if (lost === null) return found;
  const coming = dates.filter((one) => lost + one.days >= now && !one.unless.some((id) => told.answer(id) === true));
  return [...found, ...coming.map((one) => reminder(one.id, isoOf(lost + one.days), one))];
}

/** The reminders as the text of an iCalendar file. */
export function icsOf(said, told) {
  const stamp = digits(new Date(told.made).toISOString());
  const events = reminders(said, told).flatMap(({ uid, at, title, text }) => [
    "BEGIN:VEVENT",
    `SUMMARY:${escaped(title)}`,
    at.includes("T") ? `DTSTART:${digits(at)}` : `DTSTART;VALUE=DATE:${digits(at)}`,
    `DTSTAMP:${stamp}`,
    `UID:${uid}`,
    "CLASS:PRIVATE",
    `DESCRIPTION:${escaped(text)}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ]);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Balm//Dates//EN", ...events, "END:VCALENDAR"];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** "20261206" of a date, "20261122T214000Z" of a moment. */
const digits = (iso) => iso.replace(/\.\d+/, "").replace(/[-:]/g, "");

const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");

/** The line in pieces of at most 75 bytes, each but the first behind a space. */
function folded(line) {
  const size = (letter) => new TextEncoder().encode(letter).length;
  let used = 0;
  return [...line].map((letter) => {
    used += size(letter);
    if (used <= FOLD) return letter;
    used = 1 + size(letter);
    return `\r\n ${letter}`;
  }).join("");
}
