// What she agreed to send to her clinic, what waits, and how it went. Only a build that a clinic serves has this file.
// What waits is kept like all else that she keeps.

import { stamp } from "./diary.js";
import { resultOf, standing } from "./judged.js";
import { current, tell } from "./keep.js";
import { GRAVE } from "./screens/answer.js";
import * as store from "./store.js";

/** Milliseconds after which a request is given up, and after which the next is tried; the wait doubles. */
const PATIENCE = 20_000;
const SOON = 2_000;
const LATEST = 600_000;
/** Milliseconds by which a clock is a day off, and not only set by hand to the time of another zone. */
const DAY_OFF = 16 * 3_600_000;

/**
 * What she agreed to. `before`: the entries that were there already, which are not sent. `share`: the private parts that are.
 * `ended`: nothing is taken from her any more; `stopped`: because she said so; `told`: she has read that it ended.
 * @typedef {{ key: string, clinic: string, hours: number, since: string, before: string[], share: string[],
 *   ended?: boolean, stopped?: boolean, told?: boolean }} Agreed
 * One sending of an entry, under what she had agreed to then: `clinic`, and `key` as long as it waits. `of` is the entry as it was, `body`
 * what is sent of it, `at` when the clinic had it, `grave` whether she was told to get help. `why` the clinic never gets it: its key ended,
 * or it could not be read; `told`: she has read that. `off`: the clock was a day off when it was sent.
 * @typedef {{ entry: string, of: string, body: any, made: number, key: string, clinic: string, grave: boolean,
 *   state: "waiting" | "sent" | "refused", at?: string, why?: "ended" | "unread", told?: boolean, off?: boolean }} Sending
 */

/** What she agreed to, as it was last read; for what cannot wait for the store. @type {Agreed | null} */
export let known = null;
export const forget = () => (known = null);

/** What she agreed to, null where she has not, or it is locked; everything sent or to be sent, in order; and the ids of what is written. */
export async function read() {
  const { found } = store.locked() ? { found: /** @type {Record<string, any[]>} */ ({}) } : await store.all();
  const agreed = /** @type {Agreed | null} */ (found.clinic?.[0]?.value ?? null);
  const sendings = /** @type {(Sending & { id: string })[]} */ ((found.sending ?? []).map(({ id, value }) => ({ id, ...value })));
  known = agreed;
  return { agreed, sendings: sendings.sort((a, b) => a.made - b.made), written: new Set((found.entry ?? []).map(({ id }) => id)) };
}

export const agree = (agreed) => ((known = agreed), store.put("clinic", "clinic", agreed));
const hold = ({ id, ...sending }) => store.put("sending", id, sending);

/** Change a sending, if it is still there: she may have stopped since. */
export async function change(id, what) {
  const sending = (await read()).sendings.find((one) => one.id === id);
  if (sending) await hold({ ...sending, ...what });
}

/** Forget what waits; and all that is known of the clinic, unless it is `kept`.
 * @param {Agreed | null} kept */
export async function end(kept = null) {
  const { sendings } = await read();
  for (const { id } of sendings.filter(({ state }) => !kept || state === "waiting")) await store.remove(id);
  await (kept ? agree(kept) : store.remove("clinic"));
  if (!kept) known = null;
}

/**
 * Ask the clinic's service: `{ status, said, skew }`, `skew` the milliseconds by which this clock is ahead of its own, 0 where it does not
 * tell. What is plainly not its own, such as a hotel's page, has the status 0. Rejects where nothing comes.
 * @param {string} path
 * @param {any} what the body, if any, and headers
 * @param {string} name what stands in what it grants; its refusals are `{ problem, errors }`
 */
export async function ask(path, { body = null, ...headers }, name) {
  const address = new URL(document.documentElement.dataset.clinic + path, document.baseURI);
  const how = { headers: { ...headers, ...(body && { "Content-Type": "application/json" }) }, ...(body && { method: "POST", body: JSON.stringify(body) }) };
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE);
  const given = await fetch(address, { ...how, credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer", signal: patience.signal });
  const said = await given.json().catch(() => null);
  const own = given.ok ? Boolean(said?.[name]) : typeof said?.problem === "string" && Array.isArray(said.errors);
  const date = Date.parse(given.headers.get("Date") ?? "");
  return own ? { status: given.status, said, skew: date ? Date.now() - date : 0 } : { status: 0, said: null, skew: 0 };
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

/** Whether she is told to get help now. */
export async function graveNow(app) {
  const result = await (current(app) && app.visit.done ? resultOf(app) : standing(app));
  return GRAVE.includes(result?.urgency ?? "");
}

/** Put what is new in the diary, or changed, among what is to be sent. Of `all`, the id of an entry, everything is. */
async function gather(app, all) {
  const { agreed, sendings, written } = await read();
  if (!agreed) return;
  for (const { id, state, entry } of sendings) {
    if (state === "waiting" && !written.has(entry) && !app.entries.some((one) => one.id === entry)) await store.remove(id);
  }
  if (agreed.ended) return;
  await app.whole();
  const { key, clinic } = agreed;
  for (const entry of app.entries.filter(({ id }) => !agreed.before.includes(id))) {
    const last = sendings.filter((one) => one.entry === entry.id).at(-1);
    const of = JSON.stringify(entry);
    if (last?.of === of && all !== entry.id) continue;
    if (last?.state === "waiting") await store.remove(last.id);
    const share = all === entry.id ? [...app.content.summary.private.map(({ id }) => id), ...agreed.share] : agreed.share;
    const body = bodyOf(app, { share }, entry);
    await hold({ id: crypto.randomUUID(), entry: entry.id, of, body, made: Date.now(), key, clinic, grave: await graveNow(app), state: "waiting" });
  }
}

/** Send what waits, the oldest first, each under the key of its own agreement. */
async function deliver() {
  const { sendings } = await read();
  const ended = new Set();
  let tryAgain = false;
  for (const { id, key, body, state } of sendings) {
    if (state !== "waiting" || ended.has(key)) continue;
    const answer = await ask("check-ins", { body: { id, entry: body }, Authorization: `Bearer ${key}` }, "received_at").catch(() => null);
    if (!answer) return later();
    const { status, said, skew } = answer;
    const refused = (why) => change(id, { body: null, key: "", state: "refused", why });
    if (said?.id === id) await change(id, { body: null, key: "", state: "sent", at: said.received_at, off: Math.abs(skew) > DAY_OFF });
    else if (status === 401) await close(ended.add(key) && key);
    else if (status === 422 || status === 413) await refused("unread");
    else tryAgain = true; // one that fails holds none of the others up
  }
  if (tryAgain) return later();
  wait = SOON;
}

/** The clinic says that this key opens nothing: nothing that waits under it will ever go. */
async function close(key) {
  const { agreed, sendings } = await read();
  if (agreed?.key === key) await agree({ ...agreed, ended: true });
  for (const { id } of sendings.filter((one) => one.state === "waiting" && one.key === key)) await change(id, { body: null, key: "", state: "refused", why: "ended" });
}

let wait = SOON;
let timer = 0;
let again = () => {};
/** What is done whenever it is time to try. @param {() => any} what */
export const whenever = (what) => (again = what);
/** Try now, and soon after where it fails. */
export const wake = () => ((wait = SOON), again());
function later() {
  clearTimeout(timer);
  timer = setTimeout(() => again(), wait);
  wait = Math.min(2 * wait, LATEST);
}

let gathered = /** @type {Promise<any>} */ (Promise.resolve());
/** Gather, after what was asked for before. Settles when it is kept, or was said not to be. */
export const gatherNow = (app, all = "") => (gathered = gathered.then(() => tell(() => gather(app, all))).catch((problem) => console.error(problem)));

let work = /** @type {Promise<any>} */ (Promise.resolve());
/** Gather and send. Settles when it was tried; what could not be kept is said. */
export function send(app, all = "") {
  const ready = gatherNow(app, all);
  work = work.then(() => ready).then(() => tell(deliver)).catch((problem) => console.error(problem));
  return work;
}
