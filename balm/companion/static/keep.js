// What the page remembers: nothing but the page itself, until she asks for more. Then every change is kept as it is made.

import { h } from "./h.js";
import * as store from "./store.js";
import { t } from "./words.js";

/** Minutes without a touch after which a guarded page locks itself. */
const PAUSE = 5;
/** Hours for which a check is still the one of now although midnight has passed. */
const NIGHT = 6;

/** A new person: nothing said, nothing kept. */
export const fresh = () => ({
  settings: { keep: false, language: "", country: "", wording: "pregnancy", begun: "", theme: "", fahrenheit: null },
  visit: newVisit(),
  entries: /** @type {any[]} */ ([]),
  writing: /** @type {any} */ (null),
  // What she wants on the page for a clinician; it is never kept.
  page: /** @type {any} */ (null),
});

/** `of` is the content whose pages these are, `began` when, in ms since 1970.
 * @returns {import("./engine/interview.js").Visit & { done: boolean, inDiary: boolean, of: string, began: number }} */
export const newVisit = (kept = {}, keptRough = {}, country = "", dateOfLoss = null, today = "", of = "") => ({
  steps: [],
  drafts: {},
  kept,
  keptRough,
  country,
  dateOfLoss,
  today,
  done: false,
  inDiary: false,
  of,
  began: today ? Date.now() : 0,
});

/** Whether the check is one of now: of today, or of this night. */
export const current = ({ visit, today }) => visit.today === today() || (visit.today !== "" && Date.now() - visit.began < NIGHT * 3_600_000);

/** Whether there is something in it to go on with. */
export const underway = (app) => current(app) && (app.visit.steps.length > 0 || Object.keys(app.visit.drafts).length > 0 || app.visit.moved === true);

/** Look for what is kept, and take it up: the status as store.look gives it, and how many records cannot be read. */
export async function begin(app) {
  const status = await store.look();
  return { status, damaged: status === "open" ? await load(app) : 0 };
}

/** Take up what is kept. Answers how many records cannot be read. */
export async function load(app) {
  const { found, damaged } = await store.all();
  Object.assign(app.settings, found.settings?.[0]?.value);
  app.visit = { ...newVisit(), ...found.visit?.[0]?.value };
  held = asText(app);
  app.entries = (found.entry ?? []).map(({ id, value }) => ({ id, ...value })).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return damaged;
}

/** Fit a check that was begun with other content to this: what was answered is kept, but its pages are asked anew. Rejects when what
 * asks cannot be had. */
export async function fit({ content, visit, questions }) {
  if (visit.of === content.digest) return;
  const begun = visit.steps.length > 0 || Object.keys(visit.drafts).length > 0;
  const pages = [{ answers: visit.kept, rough: visit.keptRough }, ...Object.values({ ...visit.steps, ...visit.drafts })];
  const said = pages.flatMap(({ answers, rough }) => Object.entries({ ...answers, ...rough }).map(([id, value]) => ({ id, value, days: id in rough })));
  if (said.length) await questions();
  const kept = /** @type {Record<string, any>} */ ({});
  const keptRough = /** @type {Record<string, any>} */ ({});
  for (const { id, value, days } of said) {
    const finding = content.findings[content.places[id]];
    if (!finding || (value !== "not_sure" && ![value].flat().every((one) => belongs(finding, one)))) continue;
    delete kept[id];
    delete keptRough[id];
    (days ? keptRough : kept)[id] = value;
  }
  Object.assign(visit, { kept, keptRough, steps: [], drafts: {}, done: false, of: content.digest, moved: begun });
}

const belongs = ({ kind, choices, low, high }, value) =>
  kind === "choice" ? choices.includes(value) : kind === "number" ? low <= value && value <= high : typeof value === "boolean";

/** What was kept last. A tab in which nothing changed writes nothing, so it never puts what is old over what another tab kept. */
let held = "";
const asText = ({ settings, visit }) => JSON.stringify([settings, visit]);

/** Keep what the visit and the settings are now, if anything is kept at all. */
export async function hold(app) {
  if (!app.settings.keep) return;
  const now = asText(app);
  if (now === held) return;
  const done = await tell(async () => {
    await store.put("settings", "settings", app.settings);
    await store.put("visit", "visit", app.visit);
  });
  if (done) held = now;
}

/** Take in an exported file: every entry that is not here as it is there, and the check of the two that began later. Answers how many
 * records came, or null: a wrong passphrase or file. Raises store.NotKept. */
export async function takeIn(app, text, passphrase) {
  const found = await store.readFile(text, passphrase);
  if (!found) return null;
  const records = /** @type {[string, string, any][]} */ ([]);
  const here = new Set(app.entries.map(({ id, ...entry }) => JSON.stringify(entry)));
  const ids = new Set(app.entries.map(({ id }) => id));
  for (const { id, value } of found.entry ?? []) {
    if (!here.has(JSON.stringify(value))) records.push(["entry", ids.has(id) ? crypto.randomUUID() : id, value]);
  }
  const [visit, settings] = [found.visit?.[0]?.value, found.settings?.[0]?.value];
  if (visit && (visit.began || 0) > (app.visit.began || 0)) records.push(["visit", "visit", visit]);
  if (settings) {
    const begun = [settings.begun, app.settings.begun].filter(Boolean).sort()[0] ?? "";
    records.push(["settings", "settings", { ...(app.entries.length ? app.settings : settings), keep: true, begun }]);
  }
  await app.takesIn?.(records.map(([, id]) => id)); // a clinic's build has it
  for (const [kind, id, value] of records) await store.put(kind, id, value);
  await load(app);
  return records.length;
}

/** Keep one entry. True when it was kept, or nothing is. */
export const holdOne = (app, kind, { id, ...value }) => !app.settings.keep || tell(() => store.put(kind, id, value));

/** Do something with the store; say plainly when it could not be done. */
export async function tell(work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof store.NotKept)) throw error;
    say(t(`kept.${error.why}`));
    return false;
  }
}

/** Lock after a pause. While a phone sleeps no timer runs, so the clock is asked too, when it wakes and before a touch counts. And follow
 * what another tab does: show what it kept, and forget what it locked or wiped. */
export function watch(app, lock) {
  let timer = 0;
  let touched = Date.now();
  const away = () => {
    if (!store.guarded() || store.locked()) return;
    store.lock();
    const { country } = app.visit;
    Object.assign(app, fresh(), { settings: { ...fresh().settings, language: app.settings.language } });
    app.visit.country = country;
    lock();
  };
  const look = () => Date.now() - touched > PAUSE * 60_000 && away();
  const again = () => {
    look();
    touched = Date.now();
    clearTimeout(timer);
    timer = setTimeout(away, PAUSE * 60_000);
  };
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, again, { passive: true });
  document.addEventListener("visibilitychange", look);
  again();
  store.listen(async (what) => {
    if (what === "gone" || (what === "locked" && app.settings.keep)) return location.reload();
    if (what !== "changed" || !app.settings.keep || store.locked()) return;
    await load(app);
    await app.redraw();
  });
}

/** One line at the foot of the page, read out; with a button where something can be done. */
export function say(text, button = "", act = () => {}) {
  document.querySelector(".notice")?.remove();
  const before = document.activeElement;
  const close = () => {
    notice.remove();
    const back = before?.isConnected && before !== document.body ? before : document.querySelector("main h1");
    /** @type {any} */ (back)?.focus({ preventScroll: true });
  };
  const notice = h(
    "div",
    { class: "notice", role: "status" },
    h("p", {}, text),
    button && h("button", { type: "button", click: () => (close(), act()) }, button),
    h("button", { type: "button", class: "plain", click: close }, t("notice.close")),
  );
  place(notice);
  return notice;
}

/** At the foot, in sight; on the start screen below its heading, where it hides no number to call. @param {Element} notice */
export function place(notice) {
  const heading = document.querySelector("main.screen-home h1");
  if (heading) heading.after(notice);
  else document.body.append(notice);
}
