// What is kept and where; keeping it, guarding it, moving it, and wiping it.

import { stamp, write } from "../diary.js";
import { h } from "../h.js";
import * as keep from "../keep.js";
import { save } from "../save.js";
import * as store from "../store.js";
import { t } from "../words.js";
import { more } from "./parts.js";

export function kept(app) {
  const { settings } = app;
  if (store.locked()) return unlock(app);
  return [
    h("h1", {}, t("kept.title")),
    h("p", { class: "lead" }, t(settings.keep ? (store.guarded() ? "kept.guarded" : "kept.plain") : "kept.nothing")),
    settings.keep ? keeping(app) : offering(app),
    h("h2", {}, t("kept.where")),
    ["here", "nobody", "exit", "history", "law"].map((name) => h("p", {}, t(`kept.where_is.${name}`))),
    wiping(app),
  ];
}

function offering(app) {
  return passphraseForm(t("kept.start"), t("kept.start_why"), t("kept.start_button"), async (passphrase) => {
    await beginToKeep(app, passphrase);
    await app.redraw();
  });
}

/** Keep what she says from now on; whether that could be done is answered, and said. */
export async function beginToKeep(app, passphrase) {
  const done = await keep.tell(async () => {
    await store.guard(passphrase);
    app.settings.keep = true;
    await store.put("settings", "settings", app.settings);
    await store.put("visit", "visit", app.visit);
  });
  if (!done) app.settings.keep = false;
  else navigator.storage?.persist?.().catch(() => false); // Firefox asks her first: the screen does not wait for that
  return done;
}

function keeping(app) {
  const file = h("input", { type: "file", id: "import-file", accept: ".json,application/json" });
  return [
    h("p", {}, t("kept.export_remind")),
    more(
      t("kept.export"),
      passphraseForm("", t("kept.export_why"), t("kept.export_button"), async (passphrase) => {
        save("notes.json", "application/json", await store.exportFile(passphrase));
      }, true),
    ),
    more(
      t("kept.import"),
      h("p", { class: "field" }, h("label", { for: "import-file" }, t("kept.import_file")), file),
      passphraseForm("", t("kept.import_why"), t("kept.import_button"), async (passphrase) => {
        const chosen = file.files?.[0];
        await keep.tell(async () => {
          const came = chosen ? await keep.takeIn(app, await chosen.text(), passphrase) : null;
          if (came === null) return keep.say(t("kept.import_failed"));
          await app.takeUp();
          await app.redraw();
          keep.say(t("kept.import_done", { count: came }));
        });
      }, true),
    ),
    more(
      t("kept.change"),
      passphraseForm("", t("kept.start_why"), t("kept.change_button"), async (passphrase) => {
        await keep.tell(() => store.guard(passphrase));
        await app.redraw();
      }, true),
    ),
  ];
}

/** A passphrase, typed once: she may look at it meanwhile. `needed`: an empty one is refused. */
export function passphraseForm(title, why, button, done, needed = false) {
  const field = h("input", { type: "password", autocomplete: "off", id: `pass-${button.length}-${why.length}`, required: needed });
  const see = h("input", { type: "checkbox", change: () => (field.type = see.checked ? "text" : "password") });
  const send = h("button", { type: "submit", class: "main" }, button);
  let working = false; // the button is not disabled meanwhile: that would take the focus from it
  return h(
    "form",
    {
      submit: async (event) => {
        event.preventDefault();
        if (working) return;
        working = true;
        send.textContent = t("kept.working");
        await done(field.value);
        working = false;
        send.textContent = button;
      },
    },
    title && h("h2", {}, title),
    h("p", {}, why),
    h("p", { class: "field" }, h("label", { for: field.id }, t(needed ? "kept.passphrase" : "kept.passphrase_if")), field),
    h("label", { class: "choice" }, see, h("span", {}, t("kept.see"))),
    send,
  );
}

function wiping(app) {
  const ask = h("button", { type: "button", class: "danger" }, t("kept.wipe"));
  ask.addEventListener("click", () => {
    const sure = h("button", { type: "button", class: "danger" }, t("kept.wipe_sure"));
    sure.addEventListener("click", async () => {
      await store.wipe();
      Object.assign(app, keep.fresh());
      await app.go("home");
      keep.say(t("kept.wipe_done"));
    });
    ask.replaceWith(h("p", {}, t("kept.wipe_what")), sure);
    sure.focus();
  });
  return h("section", {}, h("h2", {}, t("kept.wipe_title")), ask);
}

/** What is kept is locked. The numbers are not. */
export function unlock(app) {
  const wrong = h("p", { class: "problem", role: "alert" });
  return [
    h("h1", {}, t("unlock.title")),
    passphraseForm("", t("unlock.why"), t("unlock.button"), async (passphrase) => {
      if (!(await store.unlock(passphrase))) return wrong.replaceChildren(t("unlock.wrong"));
      const { entries, visit } = app; // what was said while it was locked
      const damaged = await keep.load(app);
      if (keep.underway({ ...app, visit })) {
        const { personOf } = await import("../engine/interview.js");
        if (!keep.underway(app)) app.visit = visit;
        else entries.push({ at: stamp(new Date()), answers: personOf(app.content, visit).answers });
      }
      await app.takeUp();
      for (const entry of entries) await write(app, entry);
      await app.go("home");
      if (damaged) keep.say(t("kept.damaged", { count: damaged }));
    }, true),
    wrong,
    h("p", {}, t("unlock.lost")),
    wiping(app),
  ];
}
