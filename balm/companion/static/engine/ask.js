// What to ask next: only what can still change the level or the advice. The twin of balm/care/ask.py.

import { lowered, NOBODY, SELF_CARE } from "./judge.js";
import { reasons } from "./logic.js";
import { GATES, NOT_SURE_COUNTS, RULES } from "./rules.js";

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
    for (const finding of unanswered(RULES[place], standing.states, answers)) {
      best.set(finding, Math.min(couldSay, best.get(finding) ?? SELF_CARE));
    }
  }
  return [...best.keys()].sort((a, b) => best.get(a) - best.get(b) || content.order[a] - content.order[b]);
}

/** The unanswered places that leave a condition open, with those that decide whether they apply and what "not sure" counts as. */
export function unanswered(condition, states, answers) {
  const logic = reasons(states);
  const found = new Set();
  const add = (places) => {
    for (const place of places) {
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
  add(condition(logic).open);
  return [...found];
}

/** The screen of the first wanted finding that can be asked now, and what of it is worth asking; null when there is none. */
export function nextScreen(content, states, wanted, also = []) {
  const logic = reasons(states);
  const askable = (place, among) => {
    const gate = GATE.get(place);
    if (!gate) return true;
    const { truth, open } = gate.applies(logic);
    return truth === true || (truth === null && !open.some((other) => among.has(other)));
  };
  const first = new Set(wanted);
  const now = wanted.filter((place) => askable(place, first));
  if (!now.length) return null;
  const screen = content.screens.find((one) => one.places.includes(now[0]));
  const all = new Set([...also, ...wanted]);
  const asked = new Set([...now, ...also.filter((place) => askable(place, all))]);
  return { screen, places: screen.places.filter((place) => asked.has(place)) };
}
