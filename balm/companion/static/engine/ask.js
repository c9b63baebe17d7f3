// What to ask next: only what can still change the level or the advice. The twin of balm/care/ask.py.

import { lowered, NOBODY, SELF_CARE } from "./judge.js";
import { bounds, REACHABLE, reasons } from "./logic.js";
import { GATES, JOINT, NOT_SURE_COUNTS, RULES } from "./rules.js";

const GATE = new Map(GATES.map(([place, applies, fixed, copied]) => [place, { applies, fixed, copied }]));

/** The unanswered findings, as places, that can still change the level, the most urgent first. Empty exactly when it is settled. */
export function askNext(content, standing, answers) {
  if (standing.settled) return [];
  const sure = new Set(standing.sure);
  const unsure = new Set(standing.unsure);
  const reachable = new Set(standing.reachable);
  const best = new Map();
  for (const place of standing.possible) {
    const rank = content.ranks[place];
    const says = sure.has(place) ? rank : unsure.has(place) ? lowered(rank) : NOBODY;
    const couldSay = reachable.has(place) ? rank : lowered(rank);
    if (couldSay >= Math.min(says, standing.urgency)) continue;
    for (const finding of unanswered([RULES[place]], standing.states, answers)) {
      best.set(finding, Math.min(couldSay, best.get(finding) ?? SELF_CARE));
    }
  }
  if (!best.size) {
    // Only what several rules cover between them can still raise it.
    const [rank, when] = /** @type {[number, any]} */ (JOINT.find(([, when]) => when(bounds(standing.states, REACHABLE)) & REACHABLE));
    unanswered(when, standing.states, answers).forEach((finding) => best.set(finding, rank));
  }
  return [...best.keys()].sort((a, b) => best.get(a) - best.get(b) || content.order[a] - content.order[b]);
}

/** The unanswered places that leave any of the conditions open, with those that decide whether they apply and what "not sure" counts as. */
export function unanswered(conditions, states, answers) {
  const logic = reasons(states);
  const found = new Set();
  const seen = new Set();
  const add = (places) => {
    for (const place of places) {
      if (seen.has(place)) continue;
      seen.add(place);
      if (answers[place] === null) {
        const gate = GATE.get(place);
        const applies = gate ? gate.applies(logic) : { truth: true, open: [] };
        if (applies.truth === false && gate?.copied) {
          add([gate.fixed]);
          continue;
        }
        if (applies.truth === null) add(applies.open);
        found.add(place);
      } else {
        const when = NOT_SURE_COUNTS.get(place)?.[1];
        if (when) add(when(logic).open);
      }
    }
  };
  for (const condition of conditions) add(condition(logic).open);
  return [...found];
}

/** Of the wanted places, those that nothing still wanted decides the asking of. A gate that was skipped holds nothing up. */
export function askable(states, wanted) {
  const logic = reasons(states);
  const open = new Set(wanted);
  return wanted.filter((place) => {
    const gate = GATE.get(place);
    if (!gate) return true;
    const { truth, open: others } = gate.applies(logic);
    return truth === true || (truth === null && !others.some((other) => open.has(other)));
  });
}

/** Whether the finding at this place certainly does not apply. */
export const notHers = (states, place) => GATE.get(place)?.applies(reasons(states)).truth === false;
