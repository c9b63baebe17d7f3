// The band of the chart: how heavy a bleeding is still usual on each day, as the topics of recovery say it. The twin of balm/summary/usual.py.

import { fill, truths } from "./judge.js";

const OF_THE_LOSS = ["management", "gestation_weeks", "misoprostol"];

/**
 * For each day (days since the loss; null where that is not known) the heaviest bleeding that is usual; null where it cannot be said. It is
 * asked of the topics as of somebody whose bleeding eases, has lasted since the loss, and who has no other sign.
 * @param {(id: string) => any} answer what is known of her, by finding
 * @param {(number | null)[]} days
 * @returns {(string | null)[]}
 */
export function usualBleeding(content, answer, days) {
  const known = Object.fromEntries(OF_THE_LOSS.map((id) => [id, answer(id)]).filter(([, value]) => value !== null));
  if (![null, "after"].includes(answer("stage")) || !("management" in known && "gestation_weeks" in known)) return days.map(() => null);
  const topics = content.recovery.filter(({ topic }) => topic === "bleeding");
  const heavier = [...content.findings[content.places.bleeding].choices].reverse();
  const isUsual = (day, bleeding) => {
    const person = { ...known, days_since_loss: day, bleeding, bleeding_days: day + 1, bleeding_trend: "easing" };
    const { of } = truths({ states: fill(content, person, true) });
    return topics.some(({ id }) => of(`topic ${id}`) === true && of(`topic ${id} within`) === true);
  };
  const found = new Map();
  for (const day of days) {
    if (day !== null && !found.has(day)) found.set(day, heavier.find((word) => isUsual(day, word)) ?? null);
  }
  return days.map((day) => found.get(day) ?? null);
}
