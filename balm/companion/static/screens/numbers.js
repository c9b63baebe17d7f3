// Whom to call, by country; and the only thing that an old copy of the page still shows.

import { countryOf, expired as pastDate } from "../engine/lines.js";
import { h } from "../h.js";
import { day, t } from "../words.js";
import { countryChoice, dial, emergencyCall, more, to, warningSigns } from "./parts.js";

export function numbers(app) {
  const { content } = app;
  const place = h("div", {}, linesOf(app));
  return [
    h("h1", {}, t("numbers.title")),
    countryChoice(app, () => place.replaceChildren(...[linesOf(app)].flat())),
    place,
    h("p", { class: "quiet" }, t("numbers.checked")),
    !content.reviewed && h("p", { class: "quiet" }, t("numbers.never")),
  ];
}

function linesOf(app) {
  const country = countryOf(app.content, app.visit.country);
  if (!country) return h("p", { class: "call" }, h("strong", {}, t("call.local")));
  return h(
    "dl",
    { class: "lines" },
    country.lines
      .filter((line) => line.confidence !== "low")
      .map((line) => [
        h("dt", {}, t(`numbers.${line.kind}`), ": ", line.name),
        h(
          "dd",
          {},
          line.number && dial(line.number),
          line.text_to && [" ", h("a", { class: "dial", href: `sms:${line.text_to}` }, t("numbers.text", { number: line.text_to }))],
          line.web && h("span", {}, line.web),
          line.hours && line.hours !== "not seen" && h("span", { class: "hint" }, line.hours),
          more(t("numbers.source"), h("p", {}, t("numbers.seen", { source: line.source, date: day(line.seen_on) }))),
          pastDate(line, app.today()) && h("span", { class: "hint" }, t("numbers.old", { date: day(line.seen_on) })),
        ),
      ]),
    country.reach_care && [h("dt", {}, t("numbers.care")), h("dd", {}, country.reach_care)],
  );
}

export function expired(app) {
  const { content, visit } = app;
  return [
    h("h1", {}, t("expired.title")),
    h("p", {}, t("expired.text")),
    warningSigns(h("p", { class: "call" }, emergencyCall(content, visit.country))),
    h("div", { class: "buttons" }, to(app, "numbers", t("nav.numbers"), { main: true }), h("button", { type: "button", class: "second", click: () => location.reload() }, t("expired.renew"))),
  ];
}
