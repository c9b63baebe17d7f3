// Every screen by its name. A screen is a function of the app and of what was asked for, and gives what stands in <main>, or a promise of it.
// The first screen is here from the start, the check and its answer as soon as it is drawn, and the others when they are wanted.

import { home } from "./home.js";

const MODULES = {
  check: () => import("./check.js"),
  answer: () => import("./answer.js"),
  comfort: () => import("./comfort.js"),
  numbers: () => import("./numbers.js"),
  plan: () => import("./plan.js"),
  diary: () => import("./diary.js"),
  entry: () => import("./entry.js"),
  medicines: () => import("./medicines.js"),
  kept: () => import("./kept.js"),
  settings: () => import("./settings.js"),
  partner: () => import("./partner.js"),
  about: () => import("./about.js"),
  end: () => import("./end.js"),
};
const ALSO = { expired: "numbers", unlock: "kept", record: "diary" };

/** The screens that are here. @type {Record<string, any>} */
const here = { home };

/** The screen, which is fetched if need be. Rejects when it cannot be had. */
const come = async (name) => (here[name] ??= (await MODULES[ALSO[name] ?? name]())[name]);

const names = [...Object.keys(MODULES), ...Object.keys(ALSO)];
const shown = (name) => (app, state) => (name in here ? here[name](app, state) : come(name).then((screen) => screen(app, state)));

export const SCREENS = { home, ...Object.fromEntries(names.map((name) => [name, shown(name)])) };

/** Fetch what says how urgent it is, before she asks. The service worker brings the others. Rejects when one cannot be had. */
export const ahead = () => Promise.all(["check", "answer", "numbers"].map(come));

/** Whether a screen can be shown with the first part of the content. */
export const soon = ({ screen, at }) => ["home", "numbers", "expired", "unlock"].includes(screen) || (screen === "check" && at === 0);
