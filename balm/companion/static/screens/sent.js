// What became of what she sends: below what she is told to do, never before it.

import { h } from "../h.js";
import { resultOf } from "../judged.js";
import { agree, change, graveNow, known, read, send, whenever } from "../sending.js";
import { day, time } from "../words.js";
import { GRAVE } from "./answer.js";

/** Milliseconds from which on it is said since when something waits. */
const LONG = 3_600_000;

/** The sentence with this name, its {places} filled. */
export const fill = ({ content }, name, values = {}) => content.clinic[name].replace(/\{(\w+)\}/g, (_, place) => String(values[place] ?? ""));

/** "14:20", or of another day "14:20 on 22 November". @param {string | number} at */
function when(app, at) {
  const then = new Date(at);
  const iso = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
  return iso(then) === app.today() ? time(then) : fill(app, "at_day", { time: time(then), day: day(iso(then)) });
}

/** @param {"problem" | "plain" | "quiet"} kind as a problem only where help is needed: what was not sent is no reason to be afraid */
const line = (kind, ...texts) => h("p", { class: kind === "plain" ? null : kind, role: kind === "quiet" ? null : "alert" }, texts.filter(Boolean).join(" "));

/** How it is with one entry, in words. @returns {Promise<any[]>} */
async function linesOf(app, id) {
  const { agreed, sendings } = await read();
  if (!agreed) return [];
  const [grave] = await Promise.all([graveNow(app), app.whole()]);
  const last = sendings.filter(({ entry }) => entry === id).at(-1);
  const waiting = sendings.filter(({ state }) => state === "waiting").length;
  const about = { clinic: last?.clinic ?? agreed.clinic, time: last && when(app, last.at ?? last.made) };
  const do_ = fill(app, grave ? "now" : "worse");
  const said = () => {
    if (last?.state === "sent") return line("quiet", fill(app, "sent", about), do_);
    const waits = grave ? "waiting_grave" : last && Date.now() - last.made > LONG ? "waiting_long" : "waiting";
    if (last?.state === "waiting") return line(grave ? "problem" : "quiet", fill(app, waits, about), do_);
    if (!last && agreed.before.includes(id)) return line("quiet", fill(app, "not_sent_before"), grave && do_);
    return line(grave ? "problem" : "plain", fill(app, last?.why ?? (agreed.ended ? "ended" : "not_sent"), about), grave ? do_ : fill(app, "tell_them"));
  };
  return [said(), last?.off && line("plain", fill(app, "clock_off")), waiting > 1 && line("quiet", fill(app, "more_waiting", { count: waiting }))];
}

/** The line of one entry: what is known at once, and then what came of sending it. `ready`: when it is in the diary. */
export function sentLine(app, idOf, ready = Promise.resolve()) {
  const place = h("div", { class: "sent" });
  const show = async () => place.replaceChildren(...(await linesOf(app, idOf())).filter(Boolean));
  whenever(() => send(app).then(show));
  ready
    .then(async () => {
      const { agreed, sendings } = await read();
      const id = idOf();
      const last = sendings.filter(({ entry }) => entry === id).at(-1);
      const changed = last?.of !== JSON.stringify(app.entries.find((one) => one.id === id));
      const goes = last?.state === "waiting" || (agreed && !agreed.ended && changed && !agreed.before.includes(id));
      if (agreed && navigator.onLine && goes) {
        const [grave] = await Promise.all([graveNow(app), app.whole()]);
        const going = fill(app, "sending", { clinic: last?.state === "waiting" ? last.clinic : agreed.clinic });
        place.replaceChildren(h("p", { class: "quiet", role: "status" }, going, grave && ` ${fill(app, "now")}`));
      } else await show();
      await send(app);
      await show();
      if (known && idOf() === app.visit.entry) await leftOut(app, place, show);
    })
    .catch((problem) => console.error(problem));
  return place;
}

/** Where a reason for today's level is kept from the clinic, she may send it after all. */
async function leftOut(app, place, show) {
  const { sendings } = await read();
  const last = sendings.filter(({ entry }) => entry === app.visit.entry).at(-1);
  const { reasons, urgency } = await resultOf(app);
  const secret = new Set(app.content.summary.private.filter(({ id }) => !known?.share.includes(id)).flatMap(({ findings }) => findings));
  const top = reasons.filter((one) => one.urgency === urgency);
  const missing = top.some((one) => Object.keys(one.findings).some((name) => secret.has(name)));
  if (!missing || !last || !GRAVE.includes(urgency ?? "") || allSent === app.visit.entry) return;
  const all = async () => {
    allSent = app.visit.entry;
    await send(app, app.visit.entry);
    await show();
  };
  place.append(h("p", {}, fill(app, "left_out")), h("button", { type: "button", class: "second", click: all }, fill(app, "send_all")));
}
let allSent = "";

/** For the start screen: what did not reach the clinic, or not yet, until she has read it. It is empty where there is nothing to say. */
export function news(app) {
  const place = h("div", { class: "sent" });
  let shown = false;
  const show = async () => {
    const lines = (await newsOf(app, shown)).filter(Boolean);
    shown = lines.length > 0;
    place.replaceChildren(...lines);
  };
  whenever(() => send(app).then(show));
  show()
    .then(() => send(app))
    .then(show)
    .catch((problem) => console.error(problem));
  return place;
}

/** `shown`: something stands there, so that it is said that it was sent. @returns {Promise<any[]>} */
async function newsOf(app, shown) {
  const { agreed, sendings } = await read();
  if (!agreed || agreed.stopped) return [];
  const lost = sendings.filter(({ state, told }) => state === "refused" && !told);
  const waiting = sendings.filter(({ state }) => state === "waiting");
  const ended = agreed.ended && !agreed.told;
  const sent = shown && sendings.at(-1)?.state === "sent" && sendings.at(-1);
  if (!ended && !lost.length && !waiting.length && !sent) return [];
  await app.whole();
  const about = (one) => ({ clinic: one.clinic, time: when(app, one.made) });
  const worst = (list) => list.filter(({ grave }) => grave).at(-1) ?? list.at(-1);
  const [never, yet] = [worst(lost), worst(waiting)];
  const gone = never && [fill(app, "news_lost", about(never)), never.grave ? fill(app, "news_grave") : fill(app, agreed.ended ? "tell_them" : "news_again", agreed)];
  const seen = async () => {
    for (const { id } of lost) await change(id, { told: true });
    if (ended) await agree({ ...agreed, told: true });
    await app.redraw();
  };
  return [
    never && [line(never.grave ? "problem" : "plain", ...gone), lost.length > 1 && line("quiet", fill(app, "news_more", { count: lost.length }))],
    ended && line("plain", fill(app, "news_ended", agreed)),
    (never || ended) && h("div", { class: "buttons" }, h("button", { type: "button", class: "second", click: seen }, fill(app, "news_read"))),
    yet && [line(yet.grave ? "problem" : "quiet", fill(app, "news_waiting", about(yet)), yet.grave && fill(app, "news_grave")), waiting.length > 1 && line("quiet", fill(app, "more_waiting", { count: waiting.length }))],
    !never && !ended && !yet && sent && line("quiet", fill(app, "sent", { ...about(sent), time: when(app, sent.at ?? sent.made) }), fill(app, "worse")),
  ].flat();
}
