// Her clinic: what it adds to the screens. Only a build that a clinic serves has this file.
// What is told to her is told first; sending comes after, and hides nothing.

import { stamp, write } from "./diary.js";
import { personOf } from "./engine/interview.js";
import { current } from "./keep.js";
import { asking, hush, section } from "./screens/consent.js";
import { SCREENS } from "./screens/index.js";
import { news, sentLine } from "./screens/sent.js";
import { agree, forget, known, read, send, wake, whenever } from "./sending.js";
import * as store from "./store.js";

/** The token of the link by which she came, until she has answered. It stands nowhere but here. */
let invited = "";
export const invitation = () => invited;
export const forgetInvitation = () => (invited = "");

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
    if (!app.settings.keep) forget();
    if (invited && !store.locked()) return asking(app);
    const drawn = home(app_, state);
    const after = 1 + drawn.findIndex((one) => one?.matches?.(".warning")); // the number to call stays where it is
    return app.settings.keep ? [...drawn.slice(0, after), news(app), ...drawn.slice(after)] : drawn;
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
    const shown = await kept(app_, state);
    return store.locked() ? shown : [...shown.slice(0, -1), await section(app), shown.at(-1)];
  };
  for (const [name, screen] of Object.entries(screens).filter(([name]) => name !== "home")) screens[name] = (app_, state) => (hush(), screen(app_, state));
  app.takesIn = async (ids) => {
    const { agreed } = await read();
    if (agreed) await agree({ ...agreed, before: [...agreed.before, ...ids] }); // what comes in by a file was not written here since she agreed
  };
  whenever(() => send(app));
  addEventListener("online", wake);
  addEventListener("hashchange", () => location.hash.includes("invite=") && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  return wake();
}
