// Two logics over one person's state. An expression of rules.js (`k => k.all(k.yes(3), k.ge(17, 2))`) runs over either.

export const UNANSWERED = Object.freeze({ unknown: "unanswered" });
export const UNSURE = Object.freeze({ unknown: "unsure" });
/** "Not sure" of something that counts as whatever is the most urgent. */
export const WORST = Object.freeze({ unknown: "worst" });

/** A "not sure" that will count as `value` if another answer turns out so. */
export const provisional = (value) => Object.freeze({ unknown: "provisional", value });

export const isUnknown = (state) => typeof state === "object";

// The questions that `bounds` answers in one pass, a bit each. Four bits say of which the expression is true, four of which it is false.
export const SURE = 1; // true whatever else is answered
export const POSSIBLE = 2; // could still be true, or be left open by "not sure"
export const UNSURE_AT_LEAST = 4; // true, or left open by "not sure", whatever else is answered
export const REACHABLE = 8; // could still become sure
const TRUE = 15;
const FALSE = 240;
const PROVISIONAL_TRUE = TRUE - SURE + (POSSIBLE << 4);
const PROVISIONAL_FALSE = POSSIBLE + ((TRUE - SURE) << 4);

/** What an unknown state says of any comparison: true of these questions, and false of these. */
function openBits(state, worst) {
  if (state === UNANSWERED) return (POSSIBLE | REACHABLE) * 17;
  if (state === UNSURE) return (POSSIBLE | UNSURE_AT_LEAST) * 17;
  return worst * 17;
}

/** The logic of what is sure and what is possible. `worst` says which questions a WORST state is true of. */
export function bounds(states, worst) {
  const compare = (place, holds) => {
    const state = states[place];
    if (!isUnknown(state)) return holds(state) ? TRUE : FALSE;
    if ("value" in state) return holds(state.value) ? PROVISIONAL_TRUE : PROVISIONAL_FALSE;
    return openBits(state, worst);
  };
  return {
    ...comparisons(compare),
    not: (part) => ((part & TRUE) << 4) | (part >> 4),
    all: (...parts) => parts.reduce((a, b) => (a & b & TRUE) | ((a | b) & FALSE)),
    any: (...parts) => parts.reduce((a, b) => ((a | b) & TRUE) | (a & b & FALSE)),
  };
}

/** The logic that keeps its reasons: `truth` (true, false, null), which places decided it (`by`), and which leave it open (`open`). */
export function reasons(states) {
  const compare = (place, holds) => {
    const state = states[place];
    return isUnknown(state) ? { truth: null, by: [], open: [place] } : { truth: holds(state), by: [place], open: [] };
  };
  const join = (parts, which) => [...new Set(parts.flatMap((part) => part[which]))];
  const connect = (decisive) => (...parts) => {
    const found = parts.filter((part) => part.truth === decisive);
    if (found.length) return { truth: decisive, by: decisive ? join(found, "by") : found[0].by, open: [] };
    if (parts.some((part) => part.truth === null)) return { truth: null, by: [], open: join(parts, "open") };
    return { truth: !decisive, by: join(parts, "by"), open: [] };
  };
  return {
    ...comparisons(compare),
    not: (part) => ({ ...part, truth: part.truth === null ? null : !part.truth }),
    all: connect(false),
    any: connect(true),
  };
}

function comparisons(compare) {
  return {
    yes: (place) => compare(place, (value) => value === true),
    eq: (place, other) => compare(place, (value) => value === other),
    ne: (place, other) => compare(place, (value) => value !== other),
    lt: (place, other) => compare(place, (value) => value < other),
    le: (place, other) => compare(place, (value) => value <= other),
    gt: (place, other) => compare(place, (value) => value > other),
    ge: (place, other) => compare(place, (value) => value >= other),
    oneOf: (place, words) => compare(place, (value) => words.includes(value)),
    between: (place, low, high) => compare(place, (value) => low <= value && value <= high),
  };
}
