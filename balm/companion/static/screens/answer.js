// The answer: how urgent it is, whom to call, what to say, and why; then what may be behind it and what is usual.

import { nextPage, personOf, reopen } from "../engine/interview.js";
import { h } from "../h.js";
import { resultOf } from "../judged.js";
import { capital, count, t } from "../words.js";
import { dial, list, more, sources, to } from "./parts.js";

export async function answer(app) {
  const { content } = app;
  const result = await resultOf(app);
  const emergency = result.urgency === "emergency";
  const forPlan = result.settled && !emergency && nextPage(content, app.visit, "plan");
  return [
    card(app, result),
    sayThis(result),
    because(app, result),
    !emergency && [
      unsureOf(content, result),
      !result.settled && h("div", { class: "buttons" }, h("button", { type: "button", class: "main", click: () => answerMore(app) }, t("answer.more"))),
      result.settled &&
        h(
          "div",
          { class: "buttons" },
          to(app, "plan", t("answer.plan"), { main: true }),
          forPlan && to(app, "check", t("answer.fit"), { details: { at: app.visit.steps.length, about: "plan" } }),
        ),
      again(result),
      result.settled && usual(app, result),
      result.settled && behind(app, result),
    ],
    h("p", { class: "quiet" }, t("answer.version", { version: result.pathway.version, digest: result.pathway.digest.slice(0, 12) })),
    h("div", { class: "buttons" }, h("button", { type: "button", class: "second", click: () => print() }, t("answer.print")), toSummary(app), to(app, "check", t("answer.change"), { details: { at: 0 } })),
    intoDiary(app),
  ];
}

/** To the page for a clinician; nowhere, where its words could not be had. */
export const toSummary = (app) => app.content.summary.screen.open && to(app, "summary", app.content.summary.screen.open);

/** Levels at which she is told to get help today. */
export const GRAVE = ["emergency", "urgent", "today"];

/** What was answered today, put into the diary when she wants it there. */
function intoDiary(app) {
  const { content, visit } = app;
  if (visit.inDiary) return h("p", { class: "quiet" }, t("answer.in_diary"));
  const put = async () => {
    const { stamp, write } = await import("../diary.js");
    const { answers } = personOf(content, { ...visit, kept: {}, keptRough: {} });
    visit.inDiary = true;
    await write(app, { at: stamp(new Date()), answers });
    await app.redraw();
  };
  return h("div", { class: "buttons" }, h("button", { type: "button", class: "plain", click: put }, t("answer.to_diary")));
}

function answerMore(app) {
  reopen(app.content, app.visit);
  return app.go("check", { at: app.visit.steps.length });
}

/** How urgent it is, and whom to call. */
export function card(app, result) {
  const { words, reviewed } = app.content;
  const { urgency, settled, call } = result;
  const sure = settled || urgency === "emergency" || urgency === "urgent";
  const lower = (level) => (level ? words[`level.${level}`].toLocaleLowerCase() : "");
  const open = !settled && (urgency ? "interview.not_settled_but" : "interview.not_settled");
  const filled = open && words[open].replace("{level}", lower(result.highest_possible)).replace("{so_far}", lower(urgency));
  return h(
    "section",
    { class: `card ${sure ? urgency : "unknown"}` },
    h("h1", {}, sure ? (words[`headline.${call.action}`] ?? words[`level.${urgency}`]) : words["level.unknown"]),
    filled && h("p", {}, filled),
    call.number && call.action !== "go_now" && h("p", { class: "call" }, dial(call.number, t("call.now", { number: call.number }))),
    call.who && h("p", { class: "who" }, `${capital(call.who).replace(/\.$/, "")}.`),
    call.note && h("p", {}, call.note),
    call.also.map(({ who, number }) => h("p", {}, t("call.also", { who }), " ", number && dial(number))),
    h("p", {}, call.if_no_answer),
    !reviewed && h("p", { class: "small" }, words["small_print.reviewed"]),
  );
}

/** What to read out, or to show at a desk without a word. */
export function sayThis({ call }) {
  const large = h("dialog", { class: "show" }, h("p", {}, call.say), h("button", { type: "button", class: "main", click: () => large.close() }, t("say.close")));
  return (
    call.who &&
    h(
      "section",
      { class: "say" },
      h("h2", {}, t("say.title")),
      h("blockquote", {}, call.say),
      h("button", { type: "button", class: "second", click: () => large.showModal() }, t("say.show")),
      large,
    )
  );
}

function because(app, { reasons, urgency }) {
  if (!reasons.length) return urgency === "self_care" && h("section", {}, h("h2", {}, t("answer.why")), h("p", {}, t("answer.none")));
  const { rules } = app.content;
  const top = reasons.filter((reason) => reason.urgency === urgency);
  const less = reasons.filter((reason) => reason.urgency !== urgency);
  const title = (reason) => rules.find((rule) => rule.id === reason.rule).title;
  return h(
    "section",
    {},
    h("h2", {}, t("answer.why")),
    top.map((reason) => h("div", { class: "reason" }, h("p", {}, reason.because), h("p", { class: "quiet" }, t("answer.rule", { rule: reason.rule })), sources(app, reason.sources))),
    less.length > 0 && more(t("answer.also"), h("ul", {}, less.map((reason) => h("li", {}, `${capital(title(reason))} (${reason.rule}). ${reason.because}`)))),
  );
}

function unsureOf(content, { unresolved }) {
  if (!unresolved.length) return false;
  const bare = (id) => capital(content.findings[content.places[id]].bare);
  return h("section", {}, h("h2", {}, t("answer.unsure")), h("dl", {}, unresolved.map(({ finding, how }) => [h("dt", {}, bare(finding)), h("dd", {}, how)])));
}

function again({ check_again: { within_hours: hours, sooner_if: sooner } }) {
  return h("section", {}, h("h2", {}, hours ? count("answer.again", hours) : t("answer.wait")), list(sooner));
}

/** What is usual, and from where on it is not. Not while help is needed now: it could wait, and she must not. */
function usual(app, { expected, urgency }) {
  if (urgency === "urgent" || !expected.length) return false;
  return h(
    "section",
    {},
    h("h2", {}, t("answer.usual")),
    expected.map(({ topic, text, within, beyond, sources: ids }) =>
      more(t(`topic.${topic}`), h("p", {}, text), within !== true && h("p", {}, beyond), sources(app, ids)),
    ),
  );
}

/** The causes; while help is needed now, only those that fit, so that nothing harmless explains a sign away. */
function behind(app, { causes, urgency }) {
  const shown = causes.filter(({ fit }) => urgency !== "urgent" || fit === "fits");
  if (!shown.length) return false;
  return h(
    "section",
    {},
    h("h2", {}, t("answer.causes")),
    h("p", { class: "quiet" }, t("answer.causes_sure")),
    shown.map((cause) =>
      more(
        `${cause.title} (${t(`fit.${cause.fit}`)})`,
        h("p", {}, cause.text),
        cause.why.length > 0 && h("p", {}, h("strong", {}, t("answer.for")), " ", cause.why.join(" ")),
        cause.against.length > 0 && h("p", {}, h("strong", {}, t("answer.against")), " ", cause.against.join(" ")),
        h("p", { class: "quiet" }, cause.certainty_text),
        sources(app, cause.sources),
      ),
    ),
  );
}
