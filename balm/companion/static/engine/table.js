// The page and the record behind it as a table (CSV), which a computer reads back. The twin of balm/summary/sheet.py.

import { writtenDays } from "./told.js";

const COLUMNS = ["part", "id", "entry", "at", "value", "text"];
/** Without it spreadsheets read UTF-8 as something else. */
const MARK = "\ufeff";
/** What a spreadsheet would run. An apostrophe before it makes it text. */
const FORMULA = /^'*[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;
const DAY = ["pain_now", "pain_worst", "bleeding", "temperature_c", "medicine", "sleep", "mood"];
const HEAD = ["date_of_loss", "begun", "country", "lang"];
const OWN = ["written", "pain_worst", "mood", "notes", "told_clinic"];
/** The lists of an entry, and what stands in `text` beside each thing in them. */
const LISTS = { places: "", medicine: "at", tried: "helped" };

/** The table of the page that `summaryOf` made of `told`. */
export function csvOf(page, told) {
  const safe = (cell) => (FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell);
  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return MARK + [COLUMNS, ...rows(page, told)].map((row) => `${row.map((cell) => quoted(safe(cell))).join(",")}\r\n`).join("");
}

function* rows(page, told) {
  if (page.level_text) {
    yield ["level", "level", "", page.made, page.level ?? "", page.level_text];
    yield ["level", "highest_possible", "", page.made, page.highest_possible, ""];
  }
  for (const { id, statements } of [{ id: "head", statements: page.head }, ...page.sections, { id: "foot", statements: page.foot }]) {
    for (const statement of statements) yield [id, statement.id, "", "", "", statement.text];
  }
  if (page.chart) yield ["chart", "text", "", "", "", page.chart.text];
  for (const day of page.record ? writtenDays(told) : []) {
    const shown = DAY.filter((name) => day[name] !== null);
    for (const name of shown) yield ["day", name, "", day.day, cell(day[name]), ""];
  }
  yield* told.diary ? diaryRows(told.diary) : caseRows(told);
}

function* caseRows({ person, writer, dateOfLoss, answers, assumeClear }) {
  const { today, country } = person;
  const head = { today, date_of_loss: dateOfLoss, country, lang: writer, assume_clear: assumeClear };
  for (const [name, value] of Object.entries(head)) if (said(value)) yield ["case", name, "", "", cell(value), ""];
  for (const [name, value] of Object.entries(answers)) if (value !== null) yield ["answer", name, "", "", cell(value), ""];
}

function* diaryRows(diary) {
  for (const name of HEAD) if (said(diary[name])) yield ["diary", name, "", "", cell(diary[name]), ""];
  for (const [n, entry] of diary.entries.entries()) {
    if (!isObject(entry)) continue;
    const [at, number] = [cell(entry.at === undefined ? "" : entry.at), String(n + 1)];
    yield ["entry", "at", number, at, "", ""];
    for (const [name, value] of Object.entries(isObject(entry.answers) ? entry.answers : {})) {
      if (value !== null) yield ["answer", name, number, at, cell(value), ""];
    }
    for (const name of OWN) {
      if (said(entry[name]) && (typeof entry[name] === "string" || name === "pain_worst")) yield ["entry", name, number, at, cell(entry[name]), ""];
    }
    for (const [name, beside] of Object.entries(LISTS)) {
      for (const [value, text] of Array.isArray(entry[name]) ? things(entry[name], beside) : []) yield ["entry", name, number, at, value, text];
    }
  }
}

/** What is listed, or one empty cell: an empty list was said too. */
function things(listed, beside) {
  if (!listed.length) return [["", ""]];
  return listed.map((one) => {
    if (!beside) return [cell(one), ""];
    return isObject(one) && typeof one.item === "string" ? [one.item, cell(one[beside] || "")] : [json(one), ""];
  });
}

const said = (value) => value !== undefined && value !== null && value !== "";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const cell = (value) => (typeof value === "string" ? value : json(value));

/** JSON as Python writes it. */
function json(value) {
  if (Array.isArray(value)) return `[${value.map(json).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${json(one)}`).join(", ")}}`;
}
