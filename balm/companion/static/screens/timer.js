// A timer for warmth and cold: it counts down, says when to look at the skin, and tells when the time is up.

import { h } from "../h.js";
import { count, t } from "../words.js";

/** A timer of so many minutes. It goes by the clock, so a phone that slept in between still ends in time. */
export function timer(minutes) {
  const shown = h("p", { class: "timer", role: "timer" }, count("timer.minutes", minutes));
  const said = h("p", { role: "status" });
  const button = h("button", { type: "button", class: "second" }, t("timer.start"));
  let ticking = 0;
  let end = 0;
  const stop = () => {
    clearInterval(ticking);
    ticking = 0;
    button.textContent = t("timer.start");
  };
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left > 0) return;
    stop();
    said.textContent = t("timer.done");
    navigator.vibrate?.([300, 200, 300]);
  };
  button.addEventListener("click", () => {
    if (ticking) return stop();
    end = Date.now() + minutes * 60_000;
    said.textContent = "";
    button.textContent = t("timer.stop");
    ticking = setInterval(tick, 500);
    tick();
  });
  return h("div", { class: "timing" }, shown, button, said);
}
