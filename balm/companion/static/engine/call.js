// Whom to call, with which number, and what to say. The twin of balm/care/call.py and say.py.

import { fillIn } from "./care.js";
import { bestLine, countryOf, dialled, expired } from "./lines.js";

const ACTIONS = ["ambulance", "go_now", "ring_now", "ring_today", "book", "none"];
const UNSAID = new Set(["unsafe_at_home"]);
const ALIAS = { UK: "GB", EL: "GR" };

/** The fastest of the actions. */
export const strongest = (actions) => ACTIONS.find((action) => actions.includes(action)) ?? "none";

/** How to get the help that `need` names: { action, settled, rules, signs, unsure }. */
export function call(content, person, need) {
  const { words } = content;
  const code = ALIAS[person.country] ?? person.country;
  const country = countryOf(content, code);
  const best = (kind) => bestLine(country, kind, person.today);
  const emergency = best("emergency");
  const key = service(need);
  const line = lineFor(key, best, emergency);
  const fallback = `if_no_answer.${key}` in words ? key : need.action;
  return {
    action: need.action,
    who: who(words, country, key, line, emergency),
    number: dialled(line),
    say: say(content, person, need),
    if_no_answer: fillIn(words[`if_no_answer.${fallback}`], { number: emergency ? `, ${emergency.number}` : "" }),
    also: also(words, need, key, best),
    note: notes(words, person, country, line, key).join(" "),
  };
}

function service(need) {
  if (!need.settled && ["ring_today", "book", "none"].includes(need.action)) return "unsettled";
  const calls = new Set(need.rules.map((rule) => rule.call));
  if (["ambulance", "go_now", "none"].includes(need.action) || !calls.size) return need.action;
  if (calls.has("hospital") && need.action === "ring_now") return "hospital";
  const [only] = calls;
  return calls.size === 1 && (only === "crisis" || only === "unit") ? only : need.action;
}

function lineFor(key, best, emergency) {
  if (key === "ambulance" || key === "go_now") return emergency;
  if (key === "crisis") return best("crisis") ?? emergency;
  if (key === "unit" || key === "none") return undefined;
  return best("health_line") ?? (key === "unsettled" ? emergency : undefined);
}

function who(words, country, key, line, emergency) {
  if (key === "ambulance" && !emergency) return words["who.ambulance_unknown"];
  if (key === "crisis") return line && line !== emergency ? line.name : words["who.crisis"];
  const said = words[`who.${key}`] ?? "";
  const reach = ["ring_now", "ring_today", "book"].includes(key) ? country?.reach_care : "";
  return reach ? `${said}. ${reach}` : said;
}

function also(words, need, key, best) {
  if (key === "crisis" || !need.rules.some((rule) => rule.call === "crisis")) return [];
  const line = best("crisis");
  return [{ who: line ? line.name : words["who.crisis"], number: dialled(line) ?? "" }];
}

function notes(words, person, country, line, key) {
  const said = [];
  if (person.answer("already_told_clinic") === true && key !== "none" && key !== "unsettled") said.push(words["call.told_already"]);
  if (line?.kind === "health_line") {
    const hours = line.hours === "" || line.hours === "not seen" ? "" : ` (${line.hours})`;
    said.push(fillIn(words["call.whose_number"], { number: dialled(line), name: line.name, hours }));
  }
  if (line && line.kind !== "emergency" && line.note) said.push(line.note);
  if (line && expired(line, person.today)) said.push(fillIn(words["call.check_locally"], line));
  const wanted = { ambulance: "emergency", go_now: "emergency", crisis: "crisis" }[key];
  if (wanted && country && line?.kind !== wanted) {
    const listed = country.lines.filter((other) => other.kind === wanted).map(dialled).filter(Boolean);
    if (listed.length) said.push(fillIn(words["call.local_list"], { number: listed.slice(0, 3).reduce((one, other) => fillIn(words["call.or"], { one, other })), country: country.name }));
  }
  return said;
}

function say(content, person, need) {
  const { words } = content;
  const finding = (id) => content.findings[content.places[id]];
  const sentences = [loss(content, person), ...background(words, person)];
  const told = need.signs.filter((id) => !UNSAID.has(id)).map((id) => phrase(words, finding(id), person.answer(id)));
  if (told.length) sentences.push(fillIn(words["say.signs"], { signs: told.join("; ") }));
  else if (![null, 0, "not_sure"].includes(person.answer("back_pain"))) sentences.push(words["say.no_sign"]);
  const doubts = need.unsure.filter((id) => !UNSAID.has(id) && finding(id).group !== "mood").map((id) => finding(id).bare);
  if (doubts.length) sentences.push(fillIn(words["say.unsure"], { signs: doubts.join("; ") }));
  if (person.answer("already_told_clinic") === true) sentences.push(words["say.told"]);
  return sentences.join(" ");
}

function loss(content, person) {
  const { words } = content;
  const stage = person.answer("stage");
  if (stage !== "after") return words[`say.${stage === "suspected" || stage === "under_way" ? stage : "unknown"}`];
  if (person.dateOfLoss && !person.today) {
    return fillIn(words["say.after"], { ago: fillIn(words["say.the_date"], { date: longDate(content, person.dateOfLoss) }) });
  }
  const days = person.answer("days_since_loss");
  return typeof days === "number" ? fillIn(words["say.after"], { ago: ago(content, person, days) }) : words["say.after_unknown"];
}

function background(words, person) {
  const given = person.given;
  const said = [];
  if (typeof given.gestation_weeks === "number" && (given.stage ?? "after") !== "suspected") {
    said.push(fillIn(words["say.weeks"], { weeks: given.gestation_weeks }));
  }
  const days = given.days_since_procedure;
  const when = typeof days === "number" ? `, ${daysAgo(words, days)}` : "";
  if (given.management === "surgical") said.push(fillIn(words["say.operation"], { when }));
  if (given.management === "tablets") said.push(words["say.tablets"]);
  if (given.anaesthetic === "spinal_or_epidural") said.push(fillIn(words["say.needle"], { when }));
  if ([false, "not_sure"].includes(given.scan_showed_womb_pregnancy)) said.push(words["say.no_scan"]);
  if (given.pregnancy_test === "positive") said.push(words["say.test_positive"]);
  return said;
}

function ago(content, person, days) {
  const { words } = content;
  if (!person.dateOfLoss || !person.today) return daysAgo(words, days);
  const apart = Math.round((Date.parse(person.today) - Date.parse(person.dateOfLoss)) / 86_400_000);
  return fillIn(words["say.on_date"], { date: longDate(content, person.dateOfLoss), ago: daysAgo(words, apart) });
}

function daysAgo(words, days) {
  if (days === 0) return words["say.today"];
  return days === 1 ? words["say.yesterday"] : fillIn(words["say.days_ago"], { days });
}

function longDate(content, iso) {
  const form = new Intl.DateTimeFormat(content.language.locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return form.format(Date.parse(iso));
}

/** The finding with its value, as it is said: "back pain 6 out of 10". */
export function phrase(words, finding, value) {
  if (finding.kind === "yes_no" || value === null || value === "not_sure") return finding.bare;
  const word = finding.words[value] ?? String(value);
  const lower = word.startsWith("I ") ? word : word.slice(0, 1).toLowerCase() + word.slice(1);
  const said = finding.label.replaceAll("{value}", lower);
  if (value !== 1) return said;
  const one = Object.fromEntries(words["say.one"].split(" ").map((pair) => pair.split("=")));
  return said.replace(/\p{L}+/gu, (word) => one[word] ?? word);
}

/** Whether a finding is a sign to tell of, and not the absence of one or the background of the loss. */
export function worthTelling(finding, value) {
  if (finding.kind === "yes_no") return value === true && finding.clear === false;
  return finding.group !== "loss" && value !== null && value !== finding.clear && value !== "not_sure";
}
