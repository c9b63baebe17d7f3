// The page: which screen is shown, what the person has said so far, and what is kept. Everything that decides is in engine/.

import { cameBack, exitButton, listenForShift } from "./exit.js";
import { h } from "./h.js";
import * as keep from "./keep.js";
import { ahead, needs, SCREENS } from "./screens/index.js";
import { fetchContent, inHerWords, speak, spokenHere, t } from "./words.js";

const root = document.documentElement;
const base = new URL(".", import.meta.url);

/** What every screen gets. */
const app = {
  /** @type {any} */ content: null,
  /** Fetches what asks and judges; as fetchContent gives it. */
  questions: async () => /** @type {any} */ (null),
  /** Fetches all of the content. */
  whole: async () => {},
  /** The content with what asks and judges; null, and said so, when that cannot be had. */
  ready: () => (waiting(), ready().catch(failed).finally(waited)),
  ...keep.fresh(),
  today,
  go,
  redraw: () => show(history.state ?? { screen: "home" }, { stay: true }),
  use,
  takeUp,
  look,
  base,
  /** Whether this build has the check; without it there is the diary alone. */
  triage: root.dataset.triage !== "no",
  /** Whether she reads temperatures in Fahrenheit: as she chose, else as in her country. */
  fahrenheit: () => app.settings.fahrenheit ?? app.visit.country === "US",
};

/** Her own calendar day, as ISO text. */
function today() {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}

/** Show a screen, as a step that the browser's own back button undoes. The address never changes, so the history tells nothing. */
function go(screen, details = {}) {
  const state = { screen, ...details };
  history.pushState(state, "");
  return show(state);
}

/** Screens that speak of how she is now. */
const OF_NOW = ["check", "answer", "plan"];

/** What may be shown of what was asked for: an old copy shows only numbers, and an answer of another day is not hers any more. */
function allowed(state) {
  if (expired() && !["numbers", "kept", "unlock"].includes(state.screen)) return { screen: "expired" };
  return state.screen in SCREENS && (keep.current(app) || !OF_NOW.includes(state.screen)) ? state : { screen: "home" };
}

/** How many screens were asked for: one that comes late is not drawn over what she asked for since. */
let asked = 0;

async function show(state, { stay = false } = {}) {
  const mine = ++asked;
  keep.hold(app);
  const shown = allowed(state);
  waiting();
  const drawn = await draw(shown).catch(failed);
  if (!drawn || mine !== asked) return waited();
  const main = h("main", { id: "main", class: `screen-${shown.screen}` }, drawn);
  root.classList.toggle("in-emergency", Boolean(main.querySelector(".card.emergency")));
  const notice = document.querySelector(".notice");
  const focus = stay && focused();
  document.body.replaceChildren(exitButton(), header(), main, footer());
  if (notice) keep.place(notice);
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  const again = focus && main.querySelector(focus);
  if (again) return again.focus();
  scrollTo(0, 0);
  heading?.focus();
  if (state.screen === "check") app.whole().catch(() => {}); // while she reads the first page; who needs it is told
}

/** The screen, with the part of the content that it needs. Rejects when its module cannot be had, or what it would judge by. */
async function draw(shown) {
  const part = needs(shown);
  if (part !== "start") await ready();
  if (part === "whole") await app.whole().catch(() => keep.say(t("load.part")));
  return SCREENS[shown.screen](app, shown);
}

/** What asks and judges is here, and the check is one of this version. */
async function ready() {
  const content = await app.questions();
  if (app.triage) await keep.fit(app);
  return content;
}

/** It could not be had; what stands there stays. */
function failed(problem) {
  console.error(problem);
  keep.say(t("page.failed"));
  return null;
}

/** Until the next screen is here: the old one says that it is on its way, in words if that takes long. */
function waiting() {
  const old = document.querySelector("main");
  old?.setAttribute("aria-busy", "true");
  setTimeout(() => old?.isConnected && old.ariaBusy === "true" && old.prepend(h("p", { role: "status", class: "quiet" }, t("sources.loading"))), 1_000);
}

const waited = () => document.querySelector("main")?.removeAttribute("aria-busy");

/** A selector of the field that has the focus, to give it back when the same screen is drawn again; empty for anything else. */
function focused() {
  const { id, name, value } = /** @type {any} */ (document.activeElement) ?? {};
  return name ? `[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]` : id ? `#${CSS.escape(id)}` : "";
}

const link = (screen, text) => h("button", { type: "button", class: "plain", click: () => go(screen) }, text);

function header() {
  return h(
    "header",
    {},
    h("nav", { "aria-label": t("nav.label") }, link("home", t("nav.home")), link("diary", t("nav.diary")), link("numbers", t("nav.numbers"))),
  );
}

function footer() {
  return h(
    "footer",
    {},
    !app.content.reviewed && h("p", {}, app.content.words["small_print.reviewed"]),
    app.content.language.made === "machine" && h("p", {}, t("about.machine")),
    h("p", {}, link("kept", t("footer.kept")), link("settings", t("footer.settings")), link("about", t("footer.about"))),
  );
}

const expired = () => today() > app.content.expires;

/** Speak this language from now on. What was answered stays. */
async function use(code) {
  Object.assign(app, await fetchContent(code, (said) => app.settings.wording === "baby" && inHerWords(said)));
  speak(app.content);
}

/** Speak and look as the settings that were just opened say, and fit the check to this version of the content. */
async function takeUp() {
  await use(app.settings.language || app.content?.language.code || spokenHere()).catch(() => app.content ?? use("en"));
  look(app.settings.theme);
  if (app.triage) await keep.fit(app).catch(failed); // it is tried again before anything is judged
}

/** Light, dark, or as the device has it. */
function look(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
}

async function start() {
  if (cameBack()) return location.replace(root.dataset.blank ?? "blank.html");
  listenForShift();
  const { status, damaged } = await keep.begin(app);
  await takeUp();
  if (root.dataset.clinic) (await import("./clinic.js")).begin(app); // no other build has it
  addEventListener("popstate", (event) => show(event.state ?? { screen: "home" }));
  history.replaceState({ screen: status === "locked" ? "unlock" : "home" }, "");
  await show(history.state);
  Promise.all([app.questions(), ahead()]).catch(() => {}); // asked for again when it is wanted
  keep.watch(app, () => go("unlock"));
  document.addEventListener("visibilitychange", () => OF_NOW.includes(history.state?.screen) && !keep.current(app) && app.redraw());
  if (status === "refused") keep.say(t("kept.refused"));
  if (damaged) keep.say(t("kept.damaged", { count: damaged }));
  await offline();
}

async function offline() {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registered = await navigator.serviceWorker.register(root.dataset.worker ?? "sw.js");
    let asked = false;
    const offer = (worker) => {
      // A reload forgets what is not kept, so the offer waits until there is nothing to lose; the next visit has the new version anyway.
      if (!worker || !navigator.serviceWorker.controller || !(app.settings.keep || app.visit.steps.length === 0)) return;
      keep.say(t("update.ready"), t("update.use"), () => {
        asked = true;
        worker.postMessage("use");
      });
    };
    offer(registered.waiting);
    registered.addEventListener("updatefound", () => {
      const worker = registered.installing;
      worker?.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
    });
    navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  } catch {
    // Without a service worker the page still works while there is a network.
  }
}

start().catch((error) => {
  // What the page held before (warning signs and numbers) is still there; say only that the rest did not come.
  console.error(error);
  document.getElementById("loading")?.replaceChildren(document.getElementById("loading")?.dataset.failed ?? "");
});

