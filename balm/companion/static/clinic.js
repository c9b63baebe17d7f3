// Her clinic: what she agreed to send there, what waits, and how it went. Only a build that a clinic serves has this file.
// What is told to her is told first; sending comes after, and hides nothing. What waits is kept like all else that she keeps.

import { stamp, write } from "./diary.js";
import { personOf } from "./engine/interview.js";
import { h } from "./h.js";
import { resultOf } from "./judged.js";
import { current, tell } from "./keep.js";
import { GRAVE } from "./screens/answer.js";
import { asking, section } from "./screens/consent.js";
import { SCREENS } from "./screens/index.js";
import * as store from "./store.js";
import { time } from "./words.js";

/** Milliseconds after which a request is given up, and after which the next is tried; the wait doubles. */
const PATIENCE = 20_000;
const SOON = 2_000;
const LATEST = 600_000;

/**
 * What she agreed to. `before`: the entries that were there already, which are not sent. `share`: the private parts that are.
 * `ended`: nothing is taken from her any more; `stopped`: because she said so.
 * @typedef {{ key: string, clinic: string, hours: number, since: string, before: string[], share: string[],
 *   ended?: boolean, stopped?: boolean }} Agreed
 * One sending of an entry. `of` is the entry as it was, `body` what is sent of it, `at` when the clinic had it.
 * @typedef {{ entry: string, of: string, body: any, made: number, state: "waiting" | "sent" | "refused", at?: string }} Sending
 */

/** The token of the link by which she came, until she has answered. It stands nowhere but here. */
let invited = "";
export const invitation = () => invited;
export const forgetInvitation = () => (invited = "");

/** What she agreed to, as it was last read; for what cannot wait for the store. @type {Agreed | null} */
let known = null;

/** What she agreed to, null where she has not, or it is locked; and everything sent or to be sent, in order. */
export async function read() {
  const { found } = store.locked() ? { found: /** @type {Record<string, any[]>} */ ({}) } : await store.all();
  const agreed = /** @type {Agreed | null} */ (found.clinic?.[0]?.value ?? null);
  const sendings = /** @type {(Sending & { id: string })[]} */ ((found.sending ?? []).map(({ id, value }) => ({ id, ...value })));
  known = agreed;
  return { agreed, sendings: sendings.sort((a, b) => a.made - b.made) };
}

export const agree = (agreed) => ((known = agreed), store.put("clinic", "clinic", agreed));
const hold = ({ id, ...sending }) => store.put("sending", id, sending);

/** Forget what waits; and all that is known of the clinic, unless it is `kept`.
 * @param {Agreed | null} kept */
export async function end(kept = null) {
  const { sendings } = await read();
  for (const { id } of sendings.filter(({ state }) => !kept || state === "waiting")) await store.remove(id);
  await (kept ? agree(kept) : store.remove("clinic"));
  if (!kept) known = null;
}

/** Ask the clinic's service. Rejects where it cannot be reached.
 * @param {string} path
 * @param {any} what the body, if any, and headers */
export function ask(path, what) {
  const { body = null, ...headers } = what;
  const address = new URL(document.documentElement.dataset.clinic + path, document.baseURI);
  const how = { headers: { ...headers, ...(body && { "Content-Type": "application/json" }) }, ...(body && { method: "POST", body: JSON.stringify(body) }) };
  return fetch(address, { ...how, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) });
}

/** What is sent of an entry: without what she keeps to herself. */
function bodyOf(app, { share }, { id, ...entry }) {
  const { content, visit } = app;
  const hidden = content.summary.private.filter((part) => !share.includes(part.id));
  const secret = new Set(hidden.flatMap(({ findings }) => findings));
  const lasting = id === visit.entry ? Object.entries(visit.kept).filter(([name]) => content.findings[content.places[name]]?.lasts === "episode") : [];
  const answers = Object.fromEntries([...lasting, ...Object.entries(entry.answers ?? {})].filter(([name]) => !secret.has(name)));
  const days = visit.dateOfLoss && Math.round((Date.parse(entry.at.slice(0, 10)) - Date.parse(visit.dateOfLoss)) / 86_400_000);
  const { high } = content.findings[content.places.days_since_loss];
  if (typeof days === "number" && days >= 0 && days <= high) answers.days_since_loss ??= days;
  const sent = /** @type {any} */ ({ ...entry, answers, withheld: hidden.map((part) => part.id) });
  if (!share.includes("mood")) delete sent.mood;
  if (!share.includes("notes")) for (const name of ["notes", "told_clinic"]) delete sent[name];
  return sent;
}

/** Put what is new in the diary, or changed, among what is to be sent. Of `all`, the id of an entry, everything is. */
async function gather(app, all = "") {
  const { agreed, sendings } = await read();
  if (!agreed || agreed.ended) return;
  await app.whole();
  for (const sending of sendings) {
    if (sending.state === "waiting" && !app.entries.some(({ id }) => id === sending.entry)) await store.remove(sending.id);
  }
  for (const entry of app.entries.filter(({ id }) => !agreed.before.includes(id))) {
    const last = sendings.filter((one) => one.entry === entry.id).at(-1);
    const of = JSON.stringify(entry);
    if (last?.of === of && all !== entry.id) continue;
    if (last?.state === "waiting") await store.remove(last.id);
    const share = all === entry.id ? [...app.content.summary.private.map(({ id }) => id), ...agreed.share] : agreed.share;
    await hold({ id: crypto.randomUUID(), entry: entry.id, of, body: bodyOf(app, { share }, entry), made: Date.now(), since: agreed.since, state: "waiting" });
  }
}

/** Send what waits, the oldest first. */
async function deliver() {
  const { agreed, sendings } = await read();
  let tryAgain = false;
  for (const sending of sendings.filter(({ state, since }) => state === "waiting" && (!since || since === agreed?.since))) {
    if (!agreed || agreed.ended) return;
    const { key } = agreed;
    const answer = await ask("check-ins", { body: { id: sending.id, entry: sending.body }, Authorization: `Bearer ${key}` }).catch(() => null);
    if (answer?.ok) {
      const { received_at } = await answer.json().catch(() => ({}));
      await hold({ ...sending, body: null, state: "sent", at: received_at ?? stamp(new Date()) });
    } else if (answer?.status === 401) {
      await hold({ ...sending, state: "refused" });
      await agree({ ...agreed, ended: true });
    } else if (answer?.status === 422 || answer?.status === 413) {
      await hold({ ...sending, state: "refused" });
    } else if (answer) tryAgain = true; // one that fails holds none of the others up
    else return later();
  }
  if (tryAgain) return later();
  wait = SOON;
}

let wait = SOON;
let timer = 0;
let again = () => {};
function later() {
  clearTimeout(timer);
  timer = setTimeout(() => again(), wait);
  wait = Math.min(2 * wait, LATEST);
}

let work = /** @type {Promise<any>} */ (Promise.resolve());
/** Gather and send, one after the other. Settles when it was tried; what could not be kept is said. */
const send = (app, all = "") => (work = work.then(() => tell(() => gather(app, all).then(deliver))).catch((problem) => console.error(problem)));

/** How it is with one entry, in words. */
async function lineOf(app, id, { grave = false } = {}) {
  const { agreed, sendings } = await read();
  await app.whole();
  if (!agreed) return null;
  const { clinic } = agreed;
  const last = sendings.filter(({ entry }) => entry === id).at(-1);
  const waiting = sendings.filter(({ state }) => state === "waiting").length;
  const [name, bad] =
    last?.state === "sent" ? ["sent", false] : last?.state === "waiting" ? [grave ? "waiting_grave" : "waiting", grave] : agreed.ended ? ["ended", true] : agreed.before.includes(id) ? ["not_sent_before", false] : ["not_sent", true];
  const words = fill(app, name, { clinic, time: last?.at && `${time(new Date(last.at))}` });
  return [h("p", { class: bad ? "problem" : "quiet", role: bad ? "alert" : null }, words), waiting > 1 && h("p", { class: "quiet" }, fill(app, "more_waiting", { count: waiting }))];
}

/** The sentence with this name, its {places} filled. */
export const fill = ({ content }, name, values = {}) => content.clinic[name].replace(/\{(\w+)\}/g, (_, place) => String(values[place] ?? ""));

/** The line of one entry: what is known at once, and then what came of sending it. */
function sentLine(app, idOf, ready = Promise.resolve()) {
  const place = h("div", { class: "sent" });
  const show = async () => {
    const grave = app.entries.length > 0 && GRAVE.includes((await resultNow(app))?.urgency);
    place.replaceChildren(...((await lineOf(app, idOf(), { grave })) ?? []).filter(Boolean));
  };
  again = () => send(app).then(show);
  ready
    .then(async () => {
      const { agreed } = await read();
      if (agreed && navigator.onLine && !agreed.ended) place.replaceChildren(h("p", { class: "quiet", role: "status" }, fill(await whole(app), "sending", agreed)));
      await again();
      if (known && idOf() === app.visit.entry) await leftOut(app, place, show);
    })
    .catch((problem) => console.error(problem));
  return place;
}

const whole = async (app) => (await app.whole(), app);
const resultNow = async (app) => (current(app) && app.visit.done ? resultOf(app) : (await import("./judged.js")).standing(app));

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

/** A finished check goes into the diary, from where it is sent. An answer that was changed takes the place of the first. */
async function intoDiary(app) {
  const { content, visit } = app;
  if (!visit.done || visit.inDiary || !current(app)) return;
  visit.inDiary = true;
  visit.entry ??= crypto.randomUUID();
  await write(app, { id: visit.entry, at: stamp(new Date()), answers: personOf(content, { ...visit, kept: {}, keptRough: {} }).answers });
}

/** Take the invitation out of the address, add to the screens what the clinic adds, and send what waits. */
export function begin(app) {
  invited = new URLSearchParams(location.hash.slice(1)).get("invite") ?? "";
  if (invited) history.replaceState(history.state, "", location.pathname);
  const screens = /** @type {Record<string, any>} */ (SCREENS);
  const { home, answer, diary, kept } = screens;
  screens.home = (app_, state) => {
    if (!app.settings.keep) known = null;
    else if (!known) wake(); // it was locked until now
    return invited && !store.locked() ? asking(app) : home(app_, state);
  };
  screens.answer = async (app_, state) => {
    const drawn = await answer(app_, state);
    if (!known || known.stopped || store.locked()) return drawn;
    return [drawn[0], drawn[1], sentLine(app, () => app.visit.entry, intoDiary(app)), ...drawn.slice(2, -1)];
  };
  screens.diary = async (app_, state) => {
    const drawn = await diary(app_, state);
    return known && !known.stopped && app.entries.length ? [drawn[0], drawn[1], sentLine(app, () => app.entries.at(-1)?.id), ...drawn.slice(2)] : drawn;
  };
  screens.kept = async (app_, state) => {
    const drawn = kept(app_, state);
    const shown = await drawn;
    return store.locked() ? shown : [...shown.slice(0, -1), await section(app), shown.at(-1)];
  };
  again = () => send(app);
  const wake = () => ((wait = SOON), again());
  addEventListener("online", wake);
  addEventListener("hashchange", () => location.hash.includes("invite=") && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  return wake();
}
