// What the diary and the check say together: the judgement of today. Who has no diary never fetches what reads one.

import { assess } from "./engine/assess.js";
import { personOf } from "./engine/interview.js";

/** What the diary shows today, with `more` entries that are not in it. */
export async function look(app, more = []) {
  const [{ diaryOf }, { lookBack }] = await Promise.all([import("./diary.js"), import("./engine/diary.js")]);
  return lookBack(app.content, diaryOf(app, more), app.today());
}

/** The assessment of what the diary alone says of today. */
export function standing(app, { case: { country, answers } }) {
  return assess(app.content, { country: country ?? "", dateOfLoss: app.visit.dateOfLoss, today: app.today(), answers });
}

/** The whole answer for the visit as it stands, the diary held beside it: of two readings the more urgent. */
export async function resultOf(app) {
  const person = personOf(app.content, app.visit);
  if (!app.entries.length || app.visit.today !== app.today()) return assess(app.content, person);
  const { stamp } = await import("./diary.js");
  const { case: found } = await look(app, [{ at: stamp(new Date()), answers: person.answers }]);
  return assess(app.content, { ...person, answers: found.answers });
}

/** What the diary answers before anything is asked today: finding -> value. */
export async function known(app) {
  if (!app.entries.length) return {};
  const { findings } = await look(app);
  return Object.fromEntries(findings.filter((one) => one.used).map(({ finding, value }) => [finding, value]));
}
