// Every screen by its name. A screen is a function of the app and of what was asked for, and gives what stands in <main>, or a promise of it.
// The first screen is here from the start, the check and its answer as soon as it is drawn, and the others when they are wanted.

import { h } from "../h.js";
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
  summary: () => import("./summary.js"),
};
const ALSO = { expired: "numbers", unlock: "kept", record: "diary" };

/** The screens that are here. @type {Record<string, any>} */
const here = { home };

/** The screen, which is fetched if need be. Rejects when it cannot be had. */
const come = async (name) => (here[name] ??= (await MODULES[ALSO[name] ?? name]())[name]);

const names = [...Object.keys(MODULES), ...Object.keys(ALSO)];
const shown = (name) => (app, state) => (name in here ? here[name](app, state) : come(name).then((screen) => screen(app, state)));

export const SCREENS = { home, ...Object.fromEntries(names.map((name) => [name, shown(name)])) };

/** Fetch the screens that say how urgent it is, before she asks. The service worker brings the others. Rejects when one cannot be had. */
export function ahead() {
  // The start page names all that they need: found one through the other, each would cost a way there and back.
  const modules = document.documentElement.dataset.ahead?.split(" ") ?? [];
  for (const href of modules) document.head.append(h("link", { rel: "modulepreload", href }));
  return Promise.all(["check", "answer", "numbers"].map(come));
}

const FROM_START = ["home", "numbers", "expired", "unlock", "kept", "settings", "about", "partner", "end"];
/** Which part of the content a screen needs: "start", "questions", or "whole". */
export const needs = ({ screen, at }) => (FROM_START.includes(screen) ? "start" : screen === "check" && at === 0 ? "questions" : "whole");
