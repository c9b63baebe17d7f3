// How one question is asked: a list to tick, a choice, a number from 0 to 10, a number of days, a temperature.

import { h, newId } from "../h.js";
import { figures } from "../pictures.js";
import { capital, number, t } from "../words.js";

/** Findings that are a pain from 0 to 10. */
const scale = (finding) => finding.low === 0 && finding.high === 10;

/** A list of signs to tick, each with its own "not sure", and "none of these" below it. */
export function ticks(app, ask, places, draft, changed) {
  const { findings } = app.content;
  const rows = places.map((place) => findings[place]);
  const given = draft.answers;
  const none = h("input", { type: "checkbox", name: newId("none"), checked: rows.every(({ id }) => given[id] === false) });
  const boxes = rows.map((finding) => {
    const yes = h("input", { type: "checkbox", name: finding.id, checked: given[finding.id] === true });
    const unsure = h("input", { type: "checkbox", name: `${finding.id}-unsure`, checked: given[finding.id] === "not_sure" });
    const help = h("p", { class: "hint", id: newId("help"), hidden: true }, finding.help);
    const found = h("p", { class: "find-out", hidden: !unsure.checked }, finding.find_out);
    yes.setAttribute("aria-describedby", help.id);
    unsure.setAttribute("aria-label", t("check.unsure_of", { sign: finding.bare }));
    const take = (box, other, value) => () => {
      if (box.checked) other.checked = none.checked = false;
      found.hidden = !unsure.checked;
      if (box.checked) given[finding.id] = value;
      else delete given[finding.id];
      // Signs left alone are open until she goes on: only then does a list with a tick mean "and none of the others".
      for (const { id } of rows) if (given[id] === false) delete given[id];
      changed();
    };
    yes.addEventListener("change", take(yes, unsure, true));
    unsure.addEventListener("change", take(unsure, yes, "not_sure"));
    const row = h(
      "div",
      { class: "sign" },
      h("label", { class: "choice" }, yes, h("span", {}, capital(finding.label))),
      h("label", { class: "unsure" }, unsure, h("span", {}, t("check.unsure"))),
      help,
      found,
    );
    return { yes, unsure, row, found, help };
  });
  const explain = h("button", { type: "button", class: "plain", "aria-expanded": "false" }, t("check.explain"));
  explain.addEventListener("click", () => {
    const open = explain.getAttribute("aria-expanded") !== "true";
    explain.setAttribute("aria-expanded", String(open));
    for (const { help } of boxes) help.hidden = !open;
  });
  none.addEventListener("change", () => {
    for (const { yes, unsure, found } of boxes) [yes.checked, unsure.checked, found.hidden] = [false, false, true];
    for (const { id } of rows) if (none.checked) given[id] = false;
      else delete given[id];
    changed();
  });
  return h(
    "fieldset",
    { class: "ticks" },
    h("legend", {}, ask),
    explain,
    boxes.map(({ row }) => row),
    h("label", { class: "choice none" }, none, h("span", {}, t("check.none"))),
  );
}

/** One question by itself, with "not sure" as its last answer. */
export function question(app, place, draft, changed) {
  const finding = app.content.findings[place];
  const found = h("p", { class: "find-out", hidden: draft.answers[finding.id] !== "not_sure" }, finding.find_out);
  // The date of the loss stands only as long as it is what she said last.
  const dated = (date) => finding.id === "days_since_loss" && (app.visit.dateOfLoss = date);
  const take = (value, date = null) => {
    dated(date);
    delete draft.rough[finding.id];
    if (value === null) delete draft.answers[finding.id];
    else draft.answers[finding.id] = value;
    found.hidden = value !== "not_sure";
    changed();
  };
  const rough = (range) => {
    dated(null);
    delete draft.answers[finding.id];
    draft.rough[finding.id] = range;
    found.hidden = true;
    changed();
  };
  const help = h("p", { class: "hint", id: newId("help") }, finding.help);
  const choice = (text, value, checked, chosen = () => take(value)) =>
    h("label", { class: "choice" }, h("input", { type: "radio", name: finding.id, value: String(value), checked, change: chosen }), h("span", {}, text));
  const is = (value) => draft.answers[finding.id] === value;
  const unsure = choice(t("check.unsure"), "not_sure", is("not_sure"));
  const answers =
    finding.kind === "yes_no"
      ? [choice(t("check.yes"), true, is(true)), choice(t("check.no"), false, is(false))]
      : finding.kind === "choice"
        ? finding.choices.map((word) => choice(finding.words[word], word, is(word)))
        : finding.rough.length
          ? daysOf(app, finding, draft, choice, rough, take)
          : scale(finding)
            ? h("div", { class: "scale" }, h("span", { class: "ends" }, t("check.scale_0")), Array.from({ length: 11 }, (_, n) => choice(number(n), n, is(n))), h("span", { class: "ends" }, t("check.scale_10")))
            : numberField(app, finding, draft, take, () => uncheck(unsure));
  return h("fieldset", { "aria-describedby": help.id }, h("legend", {}, finding.question), help, figures(finding.pictures), answers, unsure, found);
}

const uncheck = (label) => (label.querySelector("input").checked = false);

/** Rough days to choose from, or the exact number; and for the loss, its date. */
function daysOf(app, finding, draft, choice, rough, take) {
  const now = draft.rough[finding.id];
  const last = finding.rough.at(-1)[1];
  const text = ([low, high]) =>
    high === 0 ? t(finding.id.startsWith("days_since") ? "days.today" : "days.less") : high === last ? t("days.more", { low }) : t("days.between", { low, high });
  const choices = finding.rough.map((range) => choice(text(range), range.join("-"), now?.[0] === range[0], () => rough(range)));
  const exact = numberField(app, finding, draft, take, (element) => uncheckAll(element));
  const date = finding.id === "days_since_loss" && dateField(app, draft, take);
  return [choices, h("details", {}, h("summary", {}, t("days.exact")), exact, date)];
}

function uncheckAll(element) {
  for (const radio of element.closest("fieldset").querySelectorAll("input[type=radio]")) radio.checked = false;
}

function dateField(app, draft, take) {
  const wrong = h("span", { class: "problem", id: newId("wrong") });
  const field = h("input", { type: "date", id: newId("date"), max: app.today(), value: app.visit.dateOfLoss, "aria-describedby": wrong.id });
  field.addEventListener("change", () => {
    const days = Math.round((Date.parse(app.today()) - Date.parse(field.value)) / 86_400_000);
    wrong.replaceChildren(days < 0 ? t("entry.when_wrong") : "");
    uncheckAll(field);
    if (days >= 0) take(Math.min(days, 730), field.value);
    else take(null);
  });
  return h("p", { class: "field" }, h("label", { for: field.id }, t("days.date")), field, wrong);
}

function numberField(app, finding, draft, take, chosen) {
  const fahrenheit = finding.unit === "celsius" && app.fahrenheit();
  const show = (value) => (fahrenheit ? Math.round(value * 18 + 320) / 10 : value);
  const read = (value) => (fahrenheit ? Math.round(((value - 32) * 50) / 9) / 10 : value);
  const now = draft.answers[finding.id];
  const wrong = h("span", { class: "problem", id: newId("wrong") });
  const low = fahrenheit ? Math.ceil((finding.low * 9) / 5 + 32) : finding.low;
  const high = fahrenheit ? Math.floor((finding.high * 9) / 5 + 32) : finding.high;
  const field = h("input", {
    type: "text",
    inputmode: finding.decimals || fahrenheit ? "decimal" : "numeric",
    id: newId(finding.id),
    name: finding.id,
    autocomplete: "off",
    size: 6,
    value: typeof now === "number" ? show(now) : null,
    "aria-describedby": wrong.id,
  });
  field.addEventListener("input", () => {
    const text = field.value.trim().replace(",", ".");
    wrong.replaceChildren();
    field.removeAttribute("aria-invalid");
    if (text === "") return take(null);
    const value = read(Number(text));
    const whole = finding.decimals || Number.isInteger(value);
    if (!Number.isFinite(value) || value < finding.low || value > finding.high || !whole) {
      wrong.replaceChildren(t("number.wrong", { low, high }));
      field.setAttribute("aria-invalid", "true");
      return take(null);
    }
    chosen(field);
    take(finding.decimals ? Math.round(value * 10) / 10 : value);
  });
  const unit = finding.unit === "celsius" ? (fahrenheit ? "°F" : "°C") : finding.unit ? t(`unit.${finding.unit}`) : "";
  return h("p", { class: "field" }, h("label", { for: field.id }, t("number.label", { low, high })), field, " ", unit, wrong);
}
