// The picture of her days: pain as two marks a day, bleeding as bars below. A day with nothing written is hatched, never joined over.

import { shortDay, t } from "../words.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, LEFT, TOP, HIGH, BARS] = [340, 22, 14, 150, 36];
/** Days that can be told apart on a phone; the table has them all. */
const MOST = 42;
/** Days after the loss by which pain that does not ease is looked at; S1 and the diary's definitions speak of them. */
const MARKS = [14, 28];

function s(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children.flat(2));
  return element;
}

/**
 * @param {any} content in the language of whoever reads it
 * @param {any[]} all the days of a look back
 * @param {(string | null)[]} usual for each of the days, the heaviest bleeding that is usual by then
 * @param {string} label what it shows, in words; empty for the diary's own
 */
export function chart(content, all, usual = [], label = "") {
  const days = all.slice(-MOST);
  const step = Math.min(36, (WIDTH - LEFT - 4) / days.length);
  const x = (n) => LEFT + step * (n + 0.5);
  const y = (pain) => TOP + HIGH * (1 - pain / 10);
  const foot = TOP + HIGH + 26 + BARS;
  const levels = content.findings[content.places.bleeding].choices;
  const grid = [0, 5, 10].map((pain) => [
    s("line", { x1: LEFT, x2: WIDTH, y1: y(pain), y2: y(pain), class: "grid" }),
    s("text", { x: LEFT - 6, y: y(pain) + 4, "text-anchor": "end" }, String(pain)),
  ]);
  const missing = days.flatMap((day, n) => (day.recorded ? [] : [s("rect", { x: x(n) - step / 2 + 1, y: TOP, width: step - 2, height: HIGH, class: "missing" })]));
  const marks = days.flatMap((day, n) =>
    MARKS.includes(day.days_since_loss)
      ? [s("line", { x1: x(n), x2: x(n), y1: TOP, y2: TOP + HIGH, class: "mark" }), s("text", { x: x(n), y: TOP - 1, "text-anchor": "middle" }, content.page["chart.weeks"].replace("{weeks}", day.days_since_loss / 7))]
      : [],
  );
  const lines = days.slice(1).flatMap((day, n) =>
    day.pain_worst !== null && days[n].pain_worst !== null
      ? [s("line", { x1: x(n), y1: y(days[n].pain_worst), x2: x(n + 1), y2: y(day.pain_worst), class: "worst" })]
      : [],
  );
  const dots = days.flatMap((day, n) => [
    ...(day.pain_worst === null ? [] : [s("circle", { cx: x(n), cy: y(day.pain_worst), r: Math.min(5, step / 2.5), class: "worst" })]),
    ...(day.pain_now === null || day.pain_now === day.pain_worst ? [] : [s("circle", { cx: x(n), cy: y(day.pain_now), r: Math.min(4, step / 3), class: "now" })]),
  ]);
  const high = (bleeding) => Math.max(2, (BARS * levels.indexOf(bleeding)) / (levels.length - 1));
  const band = usual.flatMap((most, n) => (most === null ? [] : [s("rect", { x: x(n) - step / 2, y: foot - high(most), width: step, height: high(most), class: "usual" })]));
  const bars = days.flatMap((day, n) => {
    if (day.bleeding === null) return [];
    const height = high(day.bleeding);
    return [s("rect", { x: x(n) - step / 4, y: foot - height, width: step / 2, height, class: "bleeding" })];
  });
  const every = Math.ceil(28 / step);
  const dates = days.flatMap((day, n) => (n % every ? [] : [s("text", { x: x(n), y: TOP + HIGH + 16, "text-anchor": "middle" }, day.day.slice(8))]));
  const said = label || t("chart.label", { first: shortDay(days[0].day), last: shortDay(days.at(-1).day), missing: days.filter((day) => !day.recorded).length });
  return s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${foot + 4}`, role: "img", "aria-label": said, class: "chart", direction: "ltr" },
    s("defs", {}, s("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("line", { x1: 0, x2: 0, y1: 0, y2: 6, class: "hatch" }))),
    missing, grid, marks, lines, dots, band, bars, dates,
  );
}
