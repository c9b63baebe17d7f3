// What the page remembers: nothing but the page itself, until she asks for more. Then every change is kept as it is made.

import { h } from "./h.js";
import * as store from "./store.js";
import { t } from "./words.js";

/** Minutes without a touch after which a guarded page locks itself. */
const PAUSE = 5;

/** A new person: nothing said, nothing kept. */
export const fresh = () => ({
  settings: { keep: false, language: "", country: "", wording: "pregnancy", begun: "", theme: "", fahrenheit: null },
  visit: newVisit(),
  entries: /** @type {any[]} */ ([]),
});

/** @returns {import("./engine/interview.js").Visit & { done: boolean, inDiary?: any }} */
export const newVisit = (kept = {}, keptRough = {}, country = "", dateOfLoss = null, today = "") => ({
  steps: [],
  drafts: {},
  kept,
  keptRough,
  country,
  dateOfLoss,
  today,
  done: false,
  inDiary: false,
});

/** Look for what is kept, and take it up: the status as store.look gives it, and how many records cannot be read. */
export async function begin(app) {
  const status = await store.look();
  return { status, damaged: status === "open" ? await load(app) : 0 };
}

/** Take up what is kept. Answers how many records cannot be read. */
export async function load(app) {
  const { found, damaged } = await store.all();
  Object.assign(app.settings, found.settings?.[0]?.value);
  Object.assign(app.visit, found.visit?.[0]?.value);
  app.entries = (found.entry ?? []).map(({ id, value }) => ({ id, ...value })).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return damaged;
}

/** Keep what the visit and the settings are now, if anything is kept at all. */
export async function hold(app) {
  if (!app.settings.keep) return;
  await tell(async () => {
    await store.put("settings", "settings", app.settings);
    await store.put("visit", "visit", app.visit);
  });
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

/** Lock after a pause, and when the page is put away for long. */
export function watch(app, lock) {
  let timer = 0;
  const away = () => {
    if (!store.guarded()) return;
    store.lock();
    Object.assign(app, fresh(), { settings: { ...fresh().settings, language: app.settings.language } });
    lock();
  };
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(away, PAUSE * 60_000);
  };
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, again, { passive: true });
  again();
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
  document.body.append(notice);
}
