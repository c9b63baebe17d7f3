// When a next dose may be, by the medicines written in the diary. It says "not before", never "take it".

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * For each care item whose spacing is known in this country, and of which a dose was written in the last 24 hours:
 * how many there were, how many there may be, from when on the next (ms since 1970; null where it must not be taken at all today),
 * and what else was taken that it must not go with.
 * @param {{ item: string, at: number }[]} taken in any order; `at` in ms since 1970
 * @returns {{ item: string, title: string, count: number, most: number, next: number | null, clash: string[] }[]}
 */
export function nextDoses(content, country, taken, now) {
  const recent = taken.filter(({ at }) => at > now - DAY);
  return content.care.flatMap(({ id, title, spacing }) => {
    const rule = spacing.find((one) => one.country === "" || one.country === country);
    if (!rule) return [];
    const doses = recent.filter(({ item }) => rule.counts.includes(item)).map(({ at }) => at).sort((a, b) => a - b);
    const clash = [...new Set(recent.filter(({ item }) => rule.never_with.includes(item)).map(({ item }) => item))];
    if (!doses.length && !clash.length) return [];
    const spaced = doses.length ? /** @type {number} */ (doses.at(-1)) + rule.hours * HOUR : now;
    const full = doses.length >= rule.doses ? doses[doses.length - rule.doses] + DAY : now;
    return [{ item: id, title, count: doses.length, most: rule.doses, next: clash.length ? null : Math.max(spaced, full), clash }];
  });
}
