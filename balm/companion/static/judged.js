// What the diary and the check say together: the judgement of today.

import { diaryOf, stamp } from "./diary.js";
import { assess } from "./engine/assess.js";
import { lookBack } from "./engine/diary.js";
import { personOf } from "./engine/interview.js";

/** What the diary shows today, with `more` entries that are not in it. */
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
