// The plan, the causes, and what is usual by now. The twin of balm/care/plan.py, causes.py and expect.py.

import { unanswered } from "./ask.js";
import { reasons } from "./logic.js";
import { CONDITIONS } from "./rules.js";

const WORST_FIRST = ["withhold", "caution", "offer"];
const EMERGENCY = 0;
const unique = (list) => [...new Set(list)];
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Every care item with its status and why, in the content's order. `person` is what assess.js makes. */
export function plan(content, person) {
  return content.care.map((item) => {
    const { status, why } = ruling(content, person, item);
    const shown = status !== "withhold";
    const own = item.limits.filter((limit) => limit.country === person.country);
    const sources = unique([...item.sources, ...own.flatMap((limit) => limit.sources)]);
    return {
      item: item.id,
      status,
      why: why.length ? why : [item.certainty_text],
      how: shown ? how(content, person, item, own) : "",
      certainty: item.certainty,
      sources: person.truths.atLeast(EMERGENCY) === true ? [] : sources,
      title: item.title,
      certainty_text: item.certainty_text,
      borrowed_from: item.borrowed_from,
      stop: shown ? item.stop : [],
      warnings: shown ? item.warnings : [],
      in_plan: item.in_plan && status === "offer",
    };
  });
}

/** Of several plans for one person, each item as the strictest of them has it; where they agree, as the first. */
export const strictest = (plans) =>
  plans[0].map((_, n) => plans.map((plan) => plan[n]).reduce((one, other) => (sternness(other) < sternness(one) ? other : one)));

const sternness = ({ status }) => WORST_FIRST.indexOf(status);

function how(content, person, item, own) {
  const rows = content.matrix.filter((row) => item.id in row.instead && rowTruth(row, person));
  if (rows.length) return rows.map((row) => row.instead[item.id]).join(" ");
  const limits = own.flatMap((limit) => limit.text);
  const general = item.has_limits && !limits.length ? [content.words["plan.limits_general"]] : limits;
  return [...item.how, ...general].join(" ");
}

/** What the matrix says of one item for this person, and the rows that left it open. */
function ruling(content, person, item) {
  if (person.truths.atLeast(EMERGENCY) === true) {
    return { status: "withhold", why: [content.matrix.find((row) => row.from_level === "emergency").why], openRows: [] };
  }
  const rulings = [item.id, ...item.stricter_of].map((id) => byRows(content, person, id));
  const status = WORST_FIRST.find((one) => rulings.some((other) => other.status === one));
  const why = unique(rulings.filter((one) => one.status === status).flatMap((one) => one.why));
  if (item.never_offer) return { status: "withhold", why: [item.never_offer, ...(status === "withhold" ? why : [])], openRows: [] };
  return { status, why, openRows: status === "withhold" ? [] : rulings.flatMap((one) => one.openRows) };
}

function byRows(content, person, id) {
  const avoid = [];
  const caution = [];
  const notes = [];
  const openRows = [];
  for (const [row, truth] of openOrTrue(content, person)) {
    if (row.avoid.includes(id) && (truth || row.unknown_avoids)) avoid.push(row.why);
    else if (truth && row.caution.includes(id)) caution.push(`${row.why} ${row.settle[id] ?? ""}`.trim());
    else if (truth === null && (row.avoid.includes(id) || row.caution.includes(id))) openRows.push(row);
    if (truth && id in row.notes) notes.push(row.notes[id]);
  }
  if (avoid.length) return { status: "withhold", why: avoid, openRows: [] };
  if (!caution.length && !openRows.length) return { status: "offer", why: notes, openRows };
  return { status: "caution", why: [...caution, ...notes, ...toSettle(content, person, openRows)], openRows };
}

/** The rows that are true of her, or may be, each with which. Every item asks for them, so they are found once a person. */
function openOrTrue(content, person) {
  person.rows ??= content.matrix.map((row) => [row, rowTruth(row, person)]).filter(([, truth]) => truth !== false);
  return person.rows;
}

function rowTruth(row, person) {
  return row.from_level ? person.truths.atLeast(person.rankOf(row.from_level)) : person.truths.of(`row ${row.id}`);
}

/** The questions to answer first: two of them, and how many more; and what to do about what she is not sure of. */
function toSettle(content, person, rows) {
  const conditions = rows.map((row) => CONDITIONS[`row ${row.id}`]).filter(Boolean);
  const inOrder = (places) => unique(places).sort((a, b) => content.order[a] - content.order[b]);
  const ask = inOrder(unanswered(conditions, person.states, person.answers));
  const open = conditions.flatMap((condition) => condition(reasons(person.states)).open);
  const unsure = inOrder(open.filter((place) => person.answers[place] === "not_sure"));
  const words = content.words;
  return [
    ...(conditions.length < rows.length ? [words["plan.level_first"]] : []),
    ...unsure.map((place) => fillIn(words["plan.find_out"], content.findings[place])),
    ...ask.slice(0, 2).map((place) => fillIn(words["plan.question_first"], content.findings[place])),
    ...(ask.length > 2 ? [fillIn(words["plan.more_questions"], { count: ask.length - 2 })] : []),
  ];
}

/** The causes that fit, then those that are possible. */
export function causes(content, person) {
  const { of } = person.truths;
  const entries = content.causes.flatMap((cause) => {
    const name = `cause ${cause.id}`;
    const fits = of(`${name} fits`) === true;
    if (of(`${name} ruled out`) === true || (!fits && of(`${name} possible`) !== true)) return [];
    const said = (part) => cause[part].filter((_, n) => of(`${name} ${part} ${n}`) === true);
    const { id, certainty, sources, title, text, certainty_text } = cause;
    const fit = fits ? "fits" : "possible";
    return [{ id, fit, why: said("why"), certainty, sources, title, text, against: said("against"), certainty_text }];
  });
  return [...entries.filter((one) => one.fit === "fits"), ...entries.filter((one) => one.fit !== "fits")];
}

/** The topics of recovery that are known to be hers. */
export function expected(content, person) {
  const { of } = person.truths;
  return content.recovery
    .filter((topic) => of(`topic ${topic.id}`) === true)
    .map(({ id, topic, text, sources, certainty, beyond }) => {
      const within = `topic ${id} within` in CONDITIONS ? of(`topic ${id} within`) : null;
      return { topic, text, within, sources, certainty, beyond };
    });
}

const parts = new Map();
/** The names of the conditions that begin with this name. */
function conditionsOf(name) {
  if (!parts.has(name)) parts.set(name, Object.keys(CONDITIONS).filter((key) => key.startsWith(`${name} `)));
  return parts.get(name);
}

/** The rows that leave the ruling on one item open. */
function openRowsOf(content, person, item) {
  if (item.never_offer || person.truths.atLeast(EMERGENCY) === true) return [];
  const open = [];
  for (const [row, truth] of openOrTrue(content, person)) {
    for (const id of [item.id, ...item.stricter_of]) {
      if (row.avoid.includes(id) && (truth || row.unknown_avoids)) return [];
      if (truth === null && (row.avoid.includes(id) || row.caution.includes(id))) open.push(row);
    }
  }
  return open;
}

/** The unanswered places that can still change the care, the causes or what is expected, in the order of the interview. */
export function askForPlan(content, person) {
  const { of } = person.truths;
  const rows = content.care.flatMap((item) => openRowsOf(content, person, item));
  const silent = openOrTrue(content, person).flatMap(([row, truth]) => (row.unknown_avoids && truth === null ? [row] : []));
  const names = [...rows, ...silent].map((row) => `row ${row.id}`).filter((name) => name in CONDITIONS);
  for (const cause of content.causes) {
    const name = `cause ${cause.id}`;
    if (of(`${name} ruled out`) === true || (of(`${name} fits`) === false && of(`${name} possible`) === false)) continue;
    names.push(...conditionsOf(name).filter((key) => of(key) === null));
  }
  for (const { id } of content.recovery) {
    const hers = of(`topic ${id}`);
    if (hers === null) names.push(`topic ${id}`);
    if (hers !== false && of(`topic ${id} within`) === null) names.push(`topic ${id} within`);
  }
  const open = unique(names).map((name) => CONDITIONS[name]);
  return unanswered(open, person.states, person.answers).sort((a, b) => content.order[a] - content.order[b]);
}

export { fillIn, unique };
