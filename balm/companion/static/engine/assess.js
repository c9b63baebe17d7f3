// The whole answer for one person, as the contract states it. The twin of balm/care/assess.py.

import { askNext } from "./ask.js";
import { call, strongest, worthTelling } from "./call.js";
import { askForPlan, causes, expected, fillIn, plan } from "./care.js";
import { judge, known, lowered, NOBODY, truths } from "./judge.js";
import { reasons as because } from "./logic.js";
import { CONDITIONS, JOINT, RULES } from "./rules.js";

/** How things stand for one person: what `judge` finds, and `who`, which the other modules read.
 * `person`: { answers, assumeClear, country, dateOfLoss, today }, the dates as ISO text. */
export function stand(content, person) {
  const { answers: given = {}, assumeClear = false, country = "", dateOfLoss = null, today = null } = person;
  const dated = withDays(given, dateOfLoss, today);
  const standing = judge(content, dated, assumeClear);
  const answers = known(standing.states);
  const who = {
    given: dated,
    states: standing.states,
    answers,
    answer: (id) => answers[content.places[id]],
    truths: truths(standing),
    rankOf: content.rankOf,
    country: country.toUpperCase(),
    dateOfLoss,
    today,
  };
  return { standing, who };
}

/** The whole answer for one person. */
export function assess(content, person) {
  const { standing, who } = stand(content, person);
  const { answers } = who;
  const level = (rank) => (rank < NOBODY ? content.levels[rank].id : null);
  const names = (places) => places.map((place) => content.findings[place].id);
  const found = reasonsOf(content, standing, who);
  const emergency = standing.urgency === 0;
  return {
    pathway: { version: content.version, digest: content.digest, reviewed: content.reviewed },
    urgency: level(standing.urgency),
    highest_possible: level(standing.highest),
    settled: standing.settled,
    reasons: found,
    ask_next: names(askNext(content, standing, answers)),
    ask_for_plan: emergency ? [] : names(askForPlan(content, who)),
    unresolved: unresolved(content, standing, who),
    causes: emergency ? [] : causes(content, who),
    expected: emergency ? [] : expected(content, who),
    care: plan(content, who),
    call: callFor(content, standing, who, found, level(standing.urgency)),
    check_again: checkAgain(content, standing, who),
  };
}

/** The answers with the days that two known dates tell, where she did not say them or was not sure. */
function withDays(given, dateOfLoss, today) {
  const said = given.days_since_loss ?? null;
  if (!dateOfLoss || !today || (said !== null && said !== "not_sure") || (given.stage ?? "after") !== "after") return given;
  const days = Math.round((Date.parse(today) - Date.parse(dateOfLoss)) / 86_400_000);
  return { ...given, days_since_loss: Math.min(days, 730) };
}

function reasonsOf(content, standing, who) {
  const sure = new Set(standing.sure);
  const ranked = [
    ...standing.sure.map((place) => [content.ranks[place], place]),
    ...standing.unsure.filter((place) => !sure.has(place)).map((place) => [lowered(content.ranks[place]), place]),
  ];
  ranked.sort(([a, one], [b, other]) => a - b || one - other);
  const logic = because(who.states);
  const joint = standing.joint === null ? [] : [jointReason(content, standing.joint, who, logic)];
  return joint.concat(ranked.map(([rank, place]) => {
    const rule = content.rules[place];
    const { by, open } = RULES[place](logic);
    const doubts = open.filter((finding) => who.answers[finding] === "not_sure");
    const isSure = sure.has(place);
    const text = `${rule.because} ${rule.say}`.trim();
    const told = new Set([...by, ...doubts]);
    if (isSure && doubts.length) {
      for (const finding of mentioned(place)) {
        if (worthTelling(content.findings[finding], who.answers[finding])) told.add(finding);
      }
    }
    const reason = {
      rule: rule.id,
      name: rule.name,
      urgency: content.levels[rank].id,
      because: isSure ? text : fillIn(content.words["reason.unsure"], { because: text }),
      findings: Object.fromEntries([...told].map((finding) => [content.findings[finding].id, who.answers[finding]])),
      sources: rule.sources,
    };
    return isSure ? reason : { ...reason, unsure_of: doubts.map((finding) => content.findings[finding].id) };
  }));
}

/** Stands where a reason names its rule, when it is several rules together that decide. */
const JOINTLY = "joint";

function jointReason(content, rank, who, logic) {
  const [, when] = /** @type {[number, any]} */ (JOINT.find(([level]) => level === rank));
  const { by } = when(logic);
  return {
    rule: JOINTLY,
    name: "covered_between_rules",
    urgency: content.levels[rank].id,
    because: content.words["reason.joint"],
    findings: Object.fromEntries(by.map((finding) => [content.findings[finding].id, who.answers[finding]])),
    sources: /** @type {string[]} */ ([]),
  };
}

/** Every place that a rule speaks of, found by running it over a logic that only listens. */
function mentioned(place) {
  const heard = new Set();
  const hear = (finding) => heard.add(finding);
  const nothing = () => 0;
  const listen = { not: nothing, all: nothing, any: nothing };
  for (const word of ["yes", "eq", "ne", "lt", "le", "gt", "ge", "oneOf", "between"]) listen[word] = hear;
  RULES[place](listen);
  return [...heard].sort((a, b) => a - b);
}

function unresolved(content, standing, who) {
  const doubts = new Set(Object.keys(who.given).filter((id) => who.given[id] === "not_sure").map((id) => content.places[id]));
  if (!doubts.size || standing.urgency === 0) return [];
  const raw = who.states.map((state, place) => (doubts.has(place) ? { unknown: "unsure" } : state));
  const logic = because(raw);
  const unsure = new Set(standing.unsure.filter((place) => !standing.sure.includes(place)));
  const mattered = new Set();
  RULES.forEach((rule, place) => {
    const rank = content.ranks[place];
    const decides = rank < standing.urgency || (rank === standing.urgency && standing.sure.includes(place));
    if (!decides && !unsure.has(place)) return;
    for (const finding of rule(logic).open) if (doubts.has(finding)) mattered.add(finding);
  });
  return [...mattered]
    .sort((a, b) => content.order[a] - content.order[b])
    .map((place) => ({ finding: content.findings[place].id, how: content.findings[place].find_out }));
}

function callFor(content, standing, who, found, urgency) {
  const top = found.filter((reason) => reason.urgency === urgency && reason.rule !== JOINTLY);
  const rules = top.map((reason) => content.rules.find((rule) => rule.id === reason.rule));
  const usual = standing.urgency < NOBODY ? content.levels[standing.urgency].action : "none";
  const actions = rules.map((rule, n) => ("unsure_of" in top[n] && rule.action !== "go_now" ? usual : rule.action));
  const told = [...new Set(found.flatMap((reason) => Object.keys(reason.findings)))];
  return call(content, who, {
    action: actions.length ? strongest(actions) : usual,
    settled: standing.settled,
    rules,
    signs: told.filter((id) => worthTelling(content.findings[content.places[id]], who.answer(id))),
    unsure: told.filter((id) => who.answer(id) === "not_sure"),
  });
}

function checkAgain(content, standing, who) {
  if (standing.urgency === 0) return { within_hours: 0, sooner_if: [] };
  const level = standing.urgency < NOBODY && standing.settled ? content.levels[standing.urgency].hours : 0;
  const own = standing.unsure.map((place) => content.rules[place].check_again_hours).filter((hours) => hours !== null);
  const texts = content.sooner_if.filter((_, n) => {
    const when = `sooner ${n} when`;
    return (!(when in CONDITIONS) || who.truths.of(when) === true) && who.truths.of(`sooner ${n} unless`) !== true;
  });
  return { within_hours: Math.min(level, ...own), sooner_if: texts };
}
