// Every screen by its name. A screen is a function of the app and of what was asked for, and gives what stands in <main>.
// What the first minute needs is here at once; the rest is fetched while she reads, and is all here before it is needed.

import { answer } from "./answer.js";
import { check } from "./check.js";
import { home } from "./home.js";
import { expired, numbers } from "./numbers.js";

const LATER = {
  about: () => import("./about.js"),
  comfort: () => import("./comfort.js"),
  diary: () => import("./diary.js"),
  end: () => import("./end.js"),
  entry: () => import("./entry.js"),
  kept: () => import("./kept.js"),
  medicines: () => import("./medicines.js"),
  partner: () => import("./partner.js"),
  plan: () => import("./plan.js"),
  settings: () => import("./settings.js"),
};
const later = (file, name = file) => async (app, state) => (await LATER[file]())[name](app, state);

export const SCREENS = {
  home, check, answer, numbers, expired,
  ...Object.fromEntries(Object.keys(LATER).map((name) => [name, later(name)])),
  record: later("diary", "record"),
  unlock: later("kept", "unlock"),
};

/** Whether a screen can be shown with the first part of the content. */
export const soon = ({ screen, at }) => ["home", "numbers", "expired", "unlock"].includes(screen) || (screen === "check" && at === 0);

/** Fetch what later screens need, so that they are there when the network is not. */
export const ahead = () => Promise.allSettled(Object.values(LATER).map((load) => load()));
