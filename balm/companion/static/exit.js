// Leaving at once: by the button that comes first on every page, or by pressing Shift three times.

import { h } from "./h.js";
import * as store from "./store.js";
import { t } from "./words.js";

const LEFT = "left";
const QUICKLY = 2_000;

/** Blank the page, forget what is on it, and put an empty page in its place. Going back shows nothing. */
export function leave() {
  document.documentElement.hidden = true;
  document.title = "";
  document.body.replaceChildren();
  store.lock();
  try {
    sessionStorage.setItem(LEFT, "1");
  } catch {
    // Without session storage, going back opens the first page, which shows nothing of hers.
  }
  location.replace(document.documentElement.dataset.blank ?? "blank.html");
}

/** Whether somebody came back, by the browser's own button, to what was left in a hurry. */
export function cameBack(persisted = false) {
  try {
    if (!sessionStorage.getItem(LEFT)) return false;
    const [entry] = /** @type {any[]} */ (performance.getEntriesByType("navigation"));
    if (persisted || entry?.type === "back_forward") return true;
    sessionStorage.removeItem(LEFT);
  } catch {
    // No session storage: nothing was noted.
  }
  return false;
}

/** The button, first in reading order. */
export const exitButton = () => h("button", { type: "button", class: "exit", click: leave, title: t("exit.title") }, t("exit.button"));

export function listenForShift() {
  let pressed = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") pressed = [];
    else if (!event.repeat) pressed = [...pressed, Date.now()].slice(-3);
    if (pressed.length === 3 && pressed[2] - pressed[0] < QUICKLY) leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && cameBack(true)) location.replace(document.documentElement.dataset.blank ?? "blank.html");
  });
}
