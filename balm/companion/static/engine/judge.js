// Which rules are true, which may be, and how urgent that makes it. The twin of balm/care/judge.py and truths.py.

import { bounds, isUnknown, POSSIBLE, provisional, REACHABLE, reasons, SURE, UNANSWERED, UNSURE, UNSURE_AT_LEAST, WORST } from "./logic.js";
import { CONDITIONS, GATES, JOINT, NOT_SURE_COUNTS, RULES } from "./rules.js";

const EVERY = SURE | POSSIBLE | UNSURE_AT_LEAST | REACHABLE;
export const SELF_CARE = 4;
export const NOBODY = 5;
const LOWEST_RULE = 3;

/** The rank of a rule that only "not sure" leaves open: one level lower, and never below the lowest level that a rule has. */
export const lowered = (rank) => (rank < LOWEST_RULE ? rank + 1 : rank);

/** One state a finding: her answer; what "not sure" counts as; the fixed value of what does not apply; else UNANSWERED. */
export function fill(content, answers, assumeClear) {
  const states = content.findings.map((finding) => {
    const answer = answers[finding.id];
    return answer === undefined || answer === null ? UNANSWERED : answer === "not_sure" ? UNSURE : answer;
  });
  if (assumeClear) {
    const gated = new Set(GATES.map(([place]) => place));
    states.forEach((state, place) => {
      if (state === UNANSWERED && !gated.has(place)) states[place] = content.findings[place].clear;
    });
  }
  for (const [place, applies, fixed, copied] of GATES) {
    if (states[place] !== UNANSWERED) continue;
    if (!(applies(bounds(states, EVERY)) & POSSIBLE)) states[place] = copied ? states[fixed] : fixed;
    else if (assumeClear) states[place] = content.findings[place].clear;
  }
  for (const [place, [value, when]] of NOT_SURE_COUNTS) {
    if (answers[content.findings[place].id] === "not_sure") states[place] = value === null ? WORST : standIn(states, value, when);
  }
  return states;
}

function standIn(states, value, when) {
  if (when === null) return value;
  const { truth, open } = when(reasons(states));
  if (truth === null && open.some((place) => states[place] === UNANSWERED)) return provisional(value);
  return truth ? value : UNSURE;
}

/** Where one person stands: her states, four lists of rules (see balm/care/judge.py), and the two ends of how urgent it may be. */
export function judge(content, answers, assumeClear = false) {
  const states = fill(content, answers, assumeClear);
  const logic = bounds(states, EVERY);
  const found = RULES.map((rule) => rule(logic));
  const where = (question) => found.flatMap((bits, place) => (bits & question ? [place] : []));
  const [sure, unsure, reachable, possible] = [SURE, UNSURE_AT_LEAST, REACHABLE, POSSIBLE].map(where);
  const ranks = content.ranks;
  const rank = (places) => (places.length ? ranks[places[0]] : NOBODY);
  const byRules = Math.min(rank(sure), lowered(rank(unsure)));
  const lowest = Math.min(byRules, jointRank(bounds(states, POSSIBLE), SURE));
  const highest = Math.min(rank(reachable), lowered(rank(possible)), jointRank(logic, REACHABLE), SELF_CARE);
  const urgency = highest === SELF_CARE ? SELF_CARE : lowest < NOBODY ? lowest : NOBODY;
  const joint = lowest < byRules ? lowest : null;
  return { states, sure, unsure, reachable, possible, urgency, highest, joint, settled: urgency === highest };
}

/** The rank of the most urgent joint condition of which this question is true. */
export const jointRank = (logic, question) => JOINT.find(([, when]) => when(logic) & question)?.[0] ?? NOBODY;

/** The truth of each condition of care, causes and recovery by its name: true, false, or null for not yet. */
export function truths(standing) {
  const logic = bounds(standing.states, POSSIBLE);
  const kept = new Map();
  const of = (name) => {
    if (!(name in CONDITIONS)) return false;
    if (!kept.has(name)) kept.set(name, CONDITIONS[name](logic));
    const bits = kept.get(name);
    return bits & SURE ? true : bits & POSSIBLE ? null : false;
  };
  const atLeast = (rank) => (standing.urgency <= rank ? true : standing.highest <= rank ? null : false);
  return { of, atLeast };
}

/** The states as answers: null for unanswered, "not_sure" for what she is not sure of. */
export const known = (states) => states.map((state) => (!isUnknown(state) ? state : state === UNANSWERED ? null : "not_sure"));
