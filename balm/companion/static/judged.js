// What the diary and the check say together: the judgement of today. Who has no diary never fetches what reads one.

import { assess } from "./engine/assess.js";
import { careOfRoughDays, personOf, roughOf } from "./engine/interview.js";
import { current } from "./keep.js";

/** What the diary shows on each of these days, with `more` entries that are not in it; all of its words are awaited. */
async function lookBacks(app, days, more = []) {
  const [{ diaryOf }, { lookBack }] = await Promise.all([import("./diary.js"), import("./engine/diary.js"), app.whole().catch(() => 0)]);
  const diary = diaryOf(app, more);
  return days.map((day) => ({ diary, seen: lookBack(app.content, diary, day) }));
}

/** What the diary shows today. */
export const look = async (app) => (await lookBacks(app, [app.today()]))[0].seen;

/** The days that count as now. Until 6 in the morning it is still the night before: what was written then has not passed at midnight. */
function nights(app) {
  const today = app.today();
  const before = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
  return new Date().getHours() < 6 ? [today, before] : [today];
}

/**
 * @typedef {import("./engine/told.js").Judged} Judged
 * Of these readings the one of the most urgent result. @param {Judged[]} readings
 */
function worst(app, readings) {
  const rank = (level) => (level === null ? Infinity : app.content.rankOf(level));
  const order = ({ result: one }) => String([rank(one.urgency), rank(one.highest_possible)]);
  const found = readings.reduce((one, other) => (order(other) < order(one) ? other : one));
  const [{ seen }] = readings; // of today: the days go on to now, whichever of them is judged
  return seen && found.seen ? { ...found, seen: { ...seen, noticed: found.seen.noticed } } : found;
}

/** What the diary alone says of now; null where nothing is written. @returns {Promise<Judged | null>} */
async function ofDiary(app) {
  if (!app.entries.length) return null;
  const person = ({ country, answers }) => ({ country: country ?? "", dateOfLoss: app.visit.dateOfLoss, today: app.today(), answers });
  const readings = (await lookBacks(app, nights(app))).map((one) => ({ ...one, person: person(one.seen.case) }));
  return worst(app, readings.map((one) => ({ ...one, result: assess(app.content, one.person) })));
}

/** What the visit says as it stands, the diary held beside it: of two readings the more urgent. @returns {Promise<Judged>} */
async function ofVisit(app) {
  const person = personOf(app.content, app.visit);
  const whole = (answers, back = {}) => {
    const one = { ...person, answers };
    const result = assess(app.content, one);
    return { ...back, person: one, result: { ...result, care: careOfRoughDays(app.content, one, roughOf(app.visit, person.answers, answers), result.care) } };
  };
  if (!app.entries.length) return whole(person.answers);
  const { stamp } = await import("./diary.js");
  const backs = await lookBacks(app, nights(app), [{ at: stamp(new Date()), answers: person.answers }]);
  return worst(app, backs.map((one) => whole(one.seen.case.answers, one)));
}

/** The assessment of what the diary alone says of now; null where nothing is written. */
export const standing = async (app) => (await ofDiary(app))?.result ?? null;

/** The whole answer for the visit as it stands, the diary held beside it. */
export const resultOf = async (app) => (await ofVisit(app)).result;

/** Whom the page for a clinician is of, and what was judged of her: of the check and the diary the more urgent; null where neither is there. */
export async function judgedNow(app) {
  const readings = [current(app) ? await ofVisit(app) : null, await ofDiary(app)].filter((one) => one !== null);
  return readings.length ? worst(app, readings) : null;
}

/** The answer, if it is an emergency, whether the diary says so or the check; else null. */
export async function emergencyOf(app) {
  const result = (await judgedNow(app))?.result;
  return result?.urgency === "emergency" ? result : null;
}

/** What the diary answers before anything is asked today: finding -> value. */
export async function known(app) {
  if (!app.entries.length) return {};
  const { findings } = await look(app);
  return Object.fromEntries(findings.filter((one) => one.used).map(({ finding, value }) => [finding, value]));
}
