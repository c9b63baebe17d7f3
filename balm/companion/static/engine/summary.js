// The page for a clinician as a model: statements under ids, section by section. The twin of balm/summary/page.py, statements.py and days.py.

import { phrase } from "./call.js";
import { fillIn } from "./care.js";
import { dayOf, HELPED, isoOf } from "./entries.js";
import { sectionOf, writtenDays } from "./told.js";
import { usualBleeding } from "./usual.js";

const FORMAT = 1;
const CHART_DAYS = 42;
const RECORD_DAYS = 28;
/** Days over which medicines are counted. */
const WINDOW = 14;
/** Of what her clinic said, so many. */
const TOLD = 3;
const A_DAY = 24 * 60 * 60;
/** Of what could still change the level, so many are named. */
const NAMED = 8;
/** What no reader can see, and what would steer a terminal or turn the line round: it may stand in her words. */
const UNSEEN = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\p{Cs}]/gu;

/** The page of what she tells. `said` is the content in the reader's language, `told` as told.js gives it. */
export function summaryOf(said, told) {
  const { words } = said.summary;
  const { result, choice } = told;
  const shown = (section) => !choice.leaveOut.includes(section);
  const sections = Object.entries(sectionsOf(said, told)).filter(([id, statements]) => statements.length && shown(id));
  return {
    format: FORMAT,
    language: said.language.code,
    direction: said.language.direction,
    writer: told.writer,
    made: told.today,
    title: words.title,
    lead: words.lead,
    level: shown("level") ? result.urgency : null,
    level_text: shown("level") ? levelOf(said, result) : "",
    highest_possible: shown("level") ? result.highest_possible : "",
    settled: result.settled,
    head: head(said, told),
    sections: sections.map(([id, statements]) => ({ id, title: words[id], statements })),
    chart: shown("chart") ? chartOf(said, told) : null,
    record: shown("record") ? recordOf(said, told) : null,
    foot: foot(said),
  };
}

/**
 * @typedef {{ id: string, text: string, hers: boolean }} Statement
 * @returns {Statement}
 */
const statement = (id, text, hers = false) => ({ id, text: text.replace(UNSEEN, " "), hers });
const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const lower = (text) => text.slice(0, 1).toLowerCase() + text.slice(1);
const findingOf = (said, id) => said.findings[said.places[id]];
const known = (told, id) => id in told.given && told.given[id] !== "not_sure";
const phraseOf = (said, told, id) => capital(phrase(said.words, findingOf(said, id), told.given[id]));
/** The findings whose answers stand in the section, in the order of the questions. */
const idsOf = (said, { content, given }, section) =>
  said.findings.map(({ id }) => id).filter((id) => id in given && sectionOf(content, id, given[id]) === section);
const answersIn = (said, told, section) => idsOf(said, told, section).map((id) => answerOf(said, told, id));

function head(said, { choice, given, today, ...told }) {
  const { words } = said.summary;
  const aged = !choice.leaveOut.includes("person") && known({ given }, "age_years");
  return [
    ...(choice.name ? [statement("name", fillIn(words.name, choice))] : []),
    ...(aged ? [statement("age_years", phraseOf(said, { ...told, given }, "age_years"))] : []),
    statement("made", fillIn(words.made, { day: today })),
  ];
}

function foot(said) {
  const { words } = said.summary;
  return [
    statement("not_a_diagnosis", words.not_a_diagnosis),
    ...(said.reviewed ? [] : [statement("reviewed", said.words["small_print.reviewed"])]),
    ...(said.language.made === "machine" ? [statement("translated", words.translated)] : []),
    statement("left_out", words.left_out),
    statement("version", fillIn(words.version, { version: said.version, digest: said.digest.slice(0, 12) })),
  ];
}

/** Each section of the page by its name, in the order in which a clinician reads it. @returns {Record<string, Statement[]>} */
function sectionsOf(said, told) {
  const ask = told.choice.ask.trim();
  return {
    level: why(said, told),
    ask: ask ? [statement("ask", ask, true)] : [],
    loss: loss(said, told),
    signs: signs(said, told),
    unsure: idsOf(said, told, "unsure").map((id) => statement(id, capital(findingOf(said, id).bare))),
    noticed: (told.seen?.noticed ?? []).map(({ id }) => statement(`noticed.${id}`, said.diary.noticed.find((one) => one.id === id).title)),
    medicines: medicines(said, told),
    tried: tried(said, told),
    told: clinicSaid(said, told),
    person: answersIn(said, told, "person").filter(({ id }) => id !== "age_years"),
    mood: mood(said, told),
    notes: notes(told),
    open: open(said, told),
    clear: clear(said, told),
  };
}

/** How urgent it is, as it was said to her; that it cannot be said yet where that is so. */
function levelOf({ words }, { urgency, settled, call }) {
  if (urgency === null || !(settled || urgency === "emergency" || urgency === "urgent")) return words["level.unknown"];
  return words[`headline.${call.action}`] || words[`level.${urgency}`];
}

function why(said, { result, reasons, withheld }) {
  const { words } = said;
  const statements = [];
  if (!result.settled) {
    const levels = { level: lower(words[`level.${result.highest_possible}`]), so_far: lower(words[`level.${result.urgency}`] ?? "") };
    statements.push(statement("open", fillIn(words[result.urgency ? "interview.not_settled_but" : "interview.not_settled"], levels)));
  } else statements.push(statement("settled", said.summary.words.settled));
  for (const reason of reasons) {
    const rule = said.rules.find(({ id }) => id === reason.rule);
    if (!rule) {
      statements.push(statement("reason.joint", words["reason.joint"]));
      continue;
    }
    const text = `${rule.because} ${rule.say}`.trim();
    const because = "unsure_of" in reason ? fillIn(words["reason.unsure"], { because: text }) : text;
    const title = `${capital(rule.title)} (${rule.id}).`;
    statements.push(statement(`reason.${rule.id}`, reason.urgency === result.urgency ? `${title} ${because}` : title));
  }
  return withheld ? [...statements, statement("withheld", said.summary.words.withheld)] : statements;
}

function loss(said, told) {
  const { dateOfLoss: day } = told;
  return [...(day ? [statement("date_of_loss", fillIn(said.summary.words.date_of_loss, { day }))] : []), ...answersIn(said, told, "loss")];
}

function answerOf(said, told, id) {
  const counted = told.seen?.findings.some(({ finding, used, by }) => finding === id && used && by.startsWith("run "));
  if (told.given[id] !== false) return statement(id, phraseOf(said, told, id) + (counted ? ` ${said.summary.words.counted}` : ""));
  return statement(id, capital(fillIn(said.summary.words.not, { sign: findingOf(said, id).bare })));
}

/** The signs, first those that the reasons name, then in the order of the questions. */
function signs(said, told) {
  const signs = idsOf(said, told, "signs");
  const first = told.reasons.flatMap(({ findings }) => Object.keys(findings)).filter((id) => signs.includes(id));
  const statements = [...new Set([...first, ...signs])].map((id) => answerOf(said, told, id));
  return statements.length ? statements : [statement("no_signs", said.summary.words.no_signs)];
}

/** What her clinic said, the last first; what is earlier is counted. */
function clinicSaid({ summary: { words } }, { seen }) {
  const every = (seen?.told_clinic ?? []).map(({ day, words: hers }, n) => statement(`told.${n}`, `${day}: ${hers}`, true));
  const before = every.length - TOLD;
  return [...every.slice(-TOLD).reverse(), ...(before > 0 ? [statement("told_before", fillIn(words.told_before, { count: before }))] : [])];
}

function medicines(said, { entries, made, today }) {
  const order = (one, other) => one.at.second - other.at.second || one.at.day - other.at.day;
  const taken = entries.flatMap(({ medicine }) => medicine).sort(order);
  const now = Math.floor(Date.parse(made) / 1000);
  const todays = entries.filter(({ at }) => at.day === dayOf(today) && !at.ahead).map(({ at }) => at.second);
  const since = Math.min(now, ...todays.slice(-1)) - A_DAY; // as the judgement counts them: back from the last entry of today
  const from = /** @type {number} */ (dayOf(today)) - WINDOW;
  return Object.entries(said.diary.medicines).flatMap(([item, { label }]) => {
    const hers = taken.filter((one) => one.item === item).map(({ at }) => at);
    if (!hers.length) return [];
    const counted = {
      day: hers.filter((at) => at.second > since).length,
      days: new Set(hers.filter((at) => at.day > from).map((at) => at.day)).size,
      window: WINDOW,
      last: isoOf(/** @type {any} */ (hers.at(-1)).day),
    };
    return [statement(`medicine.${item}`, fillIn(said.summary.words.taken, { medicine: label, ...counted }))];
  });
}

function tried(said, { entries }) {
  const all = entries.flatMap(({ tried }) => tried);
  return said.care.flatMap(({ id, title }) => {
    const hers = all.filter(({ item }) => item === id).map(({ helped }) => helped ?? "unknown");
    const count = (how) => fillIn(said.summary.words[`helped_${how}`], { count: hers.filter((one) => one === how).length });
    return hers.length ? [statement(`tried.${id}`, `${title}: ${[...HELPED, "unknown"].filter((how) => hers.includes(how)).map(count).join("; ")}`)] : [];
  });
}

function mood(said, told) {
  const days = told.choice.putIn.includes("mood") ? writtenDays(told).filter((day) => day.mood) : [];
  return [
    ...answersIn(said, told, "mood"),
    ...days.map(({ day, mood }) => statement(`mood.${day}`, `${day}: ${said.diary.moods[mood]}`)),
  ];
}

function notes({ choice, entries }) {
  const shown = choice.putIn.includes("notes") ? entries.filter((entry) => entry.notes.trim()) : [];
  return shown.map(({ at, notes }) => statement(`note.${at.second}`, `${isoOf(at.day)}: ${notes.trim()}`, true));
}

/** What is not known: by name what could still change the level, and by pages of the interview all that was not answered. */
function open(said, told) {
  const { words } = said.summary;
  const statements = [];
  const level = told.result.ask_next.filter((id) => !told.hidden.has(id));
  if (level.length) {
    const named = level.slice(0, NAMED).map((id) => findingOf(said, id).bare).join("; ");
    const rest = level.length > NAMED ? fillIn(words.open_more, { count: level.length - NAMED }) : "";
    statements.push(statement("open_level", fillIn(words.open_level, { signs: named + rest })));
  }
  const pages = new Map();
  for (const screen of said.screens) {
    const id = screen.page || screen.id;
    const page = pages.get(id) ?? pages.set(id, { title: "", asked: 0, left: 0 }).get(id);
    page.title = said.pages[id] || screen.title;
    const names = screen.findings.filter((name) => !told.hidden.has(name));
    page.asked += names.length;
    page.left += names.filter((name) => told.answer(name) === null).length;
  }
  const left = [...pages.values()].filter((page) => page.left);
  const whole = left.filter((page) => page.left === page.asked).map(({ title }) => title);
  const part = left.filter((page) => page.left < page.asked).map(({ title, left, asked }) => `${title} (${left}/${asked})`);
  if (whole.length) statements.push(statement("open_pages", fillIn(words.open_pages, { pages: whole.join("; ") })));
  if (part.length) statements.push(statement("open_partly", fillIn(words.open_partly, { pages: part.join("; ") })));
  return statements;
}

/** What was asked and is no, or as in whoever does not have the sign. */
function clear(said, told) {
  const statements = idsOf(said, told, "clear").map((id) => statement(id, told.given[id] === false ? findingOf(said, id).bare : phraseOf(said, told, id)));
  return told.person.assumeClear ? [...statements, statement("clear_rest", said.summary.words.clear_rest)] : statements;
}

/** The picture of her last days; null without a diary. */
function chartOf(said, told) {
  const days = writtenDays(told).slice(-CHART_DAYS);
  if (!days.length) return null;
  const { words } = said.summary;
  const none = said.page["table.none"];
  const pains = days.map((day) => day.pain_worst).filter((pain) => pain !== null);
  const usual = usualBleeding(told.content, told.answer, days.map((day) => day.days_since_loss));
  return {
    title: words.chart,
    text: fillIn(words.chart_text, {
      first: days[0].day,
      last: days.at(-1).day,
      highest: pains.length ? Math.max(...pains) : none,
      latest: pains.at(-1) ?? none,
      missing: days.filter((day) => !day.recorded).length,
    }),
    key: words.chart_key,
    band: `${words[usual.some(Boolean) ? "band" : "no_band"]} ${words.no_pain_band}`,
    days: days.map((day) => ({ ...day, temperature_c: null, medicine: null, sleep: null, mood: null })),
    usual,
  };
}

/** The last days one by one, the last first; null without a diary. */
function recordOf(said, told) {
  const days = writtenDays(told);
  if (!days.length) return null;
  const withMood = told.choice.putIn.includes("mood");
  const columns = ["day", "since", "now", "worst", "bleeding", "temperature", "medicine", "sleep", ...(withMood ? ["mood"] : [])];
  const shown = days.slice(-RECORD_DAYS);
  const before = days.length - shown.length;
  return {
    title: said.summary.words.record,
    columns: columns.map((name) => said.page[`table.${name}`]),
    rows: shown.map((day) => row(said, day, withMood)).reverse(),
    before: before ? fillIn(said.summary.words.record_before, { count: before }) : "",
  };
}

function row(said, day, withMood) {
  const start = [day.day, day.days_since_loss ?? ""];
  const cells = [
    day.pain_now,
    day.pain_worst,
    day.bleeding && findingOf(said, "bleeding").words[day.bleeding],
    day.temperature_c === null ? null : `${day.temperature_c} °C`,
    day.medicine,
    day.sleep,
    ...(withMood ? [day.mood && said.diary.moods[day.mood]] : []),
  ];
  return [...start, ...(day.recorded ? cells : [said.page["table.missing"]])].map((cell) => String(cell ?? ""));
}
