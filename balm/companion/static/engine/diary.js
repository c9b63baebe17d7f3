// The diary looked back on: her days, what they amount to, and the case that the rules judge. The twin of balm/care/diary.py.

import { stand } from "./assess.js";
import { NOTICED, RUN_TOLD } from "./diary_rules.js";
import { dayEntry, daysOf } from "./days.js";
import { dayOf, isoOf, readDiary } from "./entries.js";
import { measures, newPlaces, weigh } from "./measures.js";

const A_DAY = 24 * 60 * 60;

/** What the diary shows on her date `today`, an ISO date: the object that Python's look_back makes, key by key. */
export function lookBack(content, diary, today) {
  const record = readDiary(content, diary, today);
  const days = daysOf(content, record, /** @type {number} */ (dayOf(today)));
  const told = measures(days);
  const noticed = content.diary.noticed.flatMap(({ id, title, text, sets, sources }) => {
    const { truth, by } = weigh(NOTICED[id], (name) => told[name]);
    return truth === true ? [{ id, title, text, measures: Object.fromEntries(by.map((name) => [name, told[name]])), sets, sources }] : [];
  });
  const { said, either } = answersOf(days);
  const settled = (said) => {
    const clues = [...fromToday(days), ...fromRuns(days, told, said), ...noticed.flatMap(shown)];
    return { clues, used: settle(days, said, clues) };
  };
  for (const [id, values] of either) {
    // With all that the diary shows beside it: pain is more urgent where it has lasted.
    const ranked = values.map((value) => ({ value, rank: ranks(days, settled({ ...said, [id]: value }).used) }));
    said[id] = ranked.reduce((one, other) => (moreUrgent(other.rank, one.rank) ? other : one)).value;
  }
  const { clues, used } = settled(said);
  const { entries, refused } = record;
  return {
    today,
    days: days.every.map((day) => dayEntry(days, day)),
    measures: told,
    noticed,
    findings: clues.map((clue) => ({ ...clue, said: said[clue.finding] ?? null, used: used[clue.finding] === clue.value })),
    new_places: newPlaces(days) ?? [],
    tried: entries.flatMap((entry) => entry.tried.map(({ item, helped }) => ({ day: isoOf(entry.at.day), item, helped }))),
    told_clinic: entries.filter((entry) => entry.toldClinic).map((entry) => ({ day: isoOf(entry.at.day), words: entry.toldClinic })),
    refused,
    case: caseOf(days, used),
  };
}

/**
 * What she said: of today the last answer to each question; of earlier days what lasts the episode, with days counted on. And where it
 * cannot be told which was the last, all that it may be.
 */
function answersOf(days) {
  const { content, record, today } = days;
  const answers = {};
  const last = new Map();
  const orElse = new Map();
  for (const entry of record.entries) {
    for (let [id, value] of Object.entries(entry.answers)) {
      const { lasts, unit, low, high } = content.findings[content.places[id]];
      const dated = record.dateOfLoss !== null && id === "days_since_loss";
      if (entry.at.day < today && (lasts !== "episode" || value === "not_sure" || dated)) continue;
      if (lasts === "episode" && unit === "days" && value !== "not_sure") {
        value = Math.max(low, Math.min(value + today - entry.at.day, high));
      }
      const { second, ahead, day } = entry.at;
      const before = last.get(id);
      if (before && (before.second === second || (ahead && !before.ahead && before.day === day))) {
        orElse.set(id, [...(orElse.get(id) ?? []), answers[id]]);
      } else if (!ahead) orElse.delete(id);
      answers[id] = value;
      last.set(id, entry.at);
    }
  }
  const either = [...orElse].map(([id, others]) => [id, [...new Set([answers[id], ...others])]]);
  return { said: answers, either: either.filter(([, values]) => values.length > 1) };
}

/** What today's entries say besides their last answers: earlier today, by the places that hurt, by the medicines taken. */
function fromToday({ content, entries, todays, today }) {
  const { whole_day, last_day, because, places, medicines } = content.diary;
  const last = todays.findLast((entry) => !entry.at.ahead) ?? todays.at(-1); // when one that is ahead was written cannot be told
  if (!last) return [];
  const within = ({ at }) => at.second > last.at.second - A_DAY;
  const yesterday = entries.filter((entry) => entry.at.day < today && within(entry));
  const answered = (some, id) => some.filter((entry) => id in entry.answers).map((entry) => entry.answers[id]);
  const clues = [];
  for (const id of whole_day) {
    const said = answered(todays, id);
    const sure = [...(last_day.includes(id) ? answered(yesterday, id) : []), ...said].filter((value) => value !== "not_sure");
    if (!said.length || !sure.length) continue;
    const value = worst(content, id, sure);
    const [by, why] = said.includes(value) ? ["today", because.whole_day] : ["yesterday", because.last_day];
    if (value !== said.at(-1)) clues.push({ finding: id, value, by, because: why });
  }
  const marked = new Set(todays.flatMap((entry) => entry.places ?? []));
  const taken = new Set(entries.flatMap((entry) => entry.medicine).filter(within).map((one) => one.item));
  for (const [kind, known, there] of [["place", places, marked], ["medicine", medicines, taken]]) {
    for (const [id, { sets }] of Object.entries(known)) {
      if (!there.has(id)) continue;
      for (const [finding, value] of Object.entries(sets)) clues.push({ finding, value, by: `${kind} ${id}`, because: because[kind] });
    }
  }
  return clues;
}

/** The lengths of runs: where they are an answer, and where she gave a number of her own today, to hold beside it. */
function fromRuns({ content }, told, said) {
  return content.diary.runs.flatMap(({ id, finding, text }) => {
    const own = typeof said[finding] === "number";
    if (!(id in told) || !(own || weigh(RUN_TOLD[id], (name) => told[name]).truth === true)) return [];
    const { high } = content.findings[content.places[finding]];
    return [{ finding, value: Math.min(told[id], high), by: `run ${id}`, because: text }];
  });
}

const shown = ({ id, text, sets }) =>
  Object.entries(sets).map(([finding, value]) => ({ finding, value, by: `noticed ${id}`, because: text }));

/** Her answers with the diary's: what she left open is filled, and of two readings the more urgent stands. */
function settle(days, said, clues) {
  const { content } = days;
  const found = {};
  for (const { finding, value } of clues) found[finding] = worst(content, finding, [value, found[finding] ?? value]);
  let used = { ...found, ...said };
  for (const [id, value] of Object.entries(found)) {
    const hers = used[id];
    const worse = hers === "not_sure" ? value : worst(content, id, [value, hers]);
    if (worse === hers) continue;
    const withIt = { ...used, [id]: worse };
    const [then, now] = [ranks(days, withIt), ranks(days, used)];
    if (then.urgency <= now.urgency && then.highest <= now.highest) used = withIt;
  }
  return used;
}

const moreUrgent = (one, other) => one.urgency < other.urgency || (one.urgency === other.urgency && one.highest < other.highest);

/** How urgent it is, and how urgent it may be, 0 for an emergency. */
function ranks(days, answers) {
  const { country, date_of_loss: dateOfLoss, today } = caseOf(days, answers);
  return stand(days.content, { answers, country: country ?? "", dateOfLoss, today }).standing;
}

function caseOf({ record, today }, answers) {
  const lost = record.dateOfLoss === null ? null : isoOf(record.dateOfLoss);
  return { country: record.country || null, date_of_loss: lost, today: isoOf(today), answers };
}

/** The worst of these answers: yes, the highest number, the last of the choices. */
function worst(content, id, values) {
  const { choices } = content.findings[content.places[id]];
  const rank = (value) => (choices ? choices.indexOf(value) : Number(value));
  return values.reduce((one, other) => (rank(other) > rank(one) ? other : one));
}
