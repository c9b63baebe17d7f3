// What she agrees to, in plain words, before anything is sent; and where she changes it or stops.

import { forgetInvitation, invitation } from "../clinic.js";
import { stamp } from "../diary.js";
import { h } from "../h.js";
import { say, tell } from "../keep.js";
import { agree, ask, end, gatherNow, read } from "../sending.js";
import { day, t } from "../words.js";
import { beginToKeep, passphraseForm } from "./kept.js";
import { emergencyCall } from "./parts.js";
import { fill } from "./sent.js";

const button = (text, click, kind = "second") => h("button", { type: "button", class: kind, click }, text);

/** What the clinic's service said of the invitation: null while it was not asked, or did not answer. */
let said = /** @type {Awaited<ReturnType<typeof ask>> | null} */ (null);

/** In place of the start, while an invitation waits for her answer. Nothing here waits for the clinic's service: what it says is drawn when it comes. */
export async function asking(app) {
  await app.whole();
  const later = button(fill(app, "not_now"), () => (forgetInvitation(), app.go("home")));
  if (said?.status === 200) return consent(app, said.said, (await read()).agreed, later);
  const place = h("div", {}, h("p", { role: "status" }, fill(app, "asking")), h("div", { class: "buttons" }, later));
  const look = async () => {
    said = await ask("invitation", { "X-Invitation": invitation() }, "clinic").catch(() => null);
    if (!place.isConnected) return;
    if (said?.status === 200) return app.redraw();
    const failed = said?.status !== 401;
    place.replaceChildren(
      h("p", { class: "problem", role: "alert" }, fill(app, failed ? "asking_failed" : "not_valid")),
      h("div", { class: "buttons" }, failed && button(fill(app, "again"), () => app.redraw(), "main"), later),
    );
  };
  setTimeout(look); // when it is drawn
  return [h("h1", {}, t("home.title")), inEmergency(app), place];
}

const inEmergency = (app) => h("section", { class: "warning" }, h("p", {}, fill(app, "emergency")), h("p", { class: "call" }, emergencyCall(app.content, app.visit.country)));

/** That she agreed: until she goes on, since what comes next may not be sent. @type {Element | undefined} */
let agreedNotice;
export const hush = () => agreedNotice?.remove();

function consent(app, { clinic, country, check_in_hours: hours, keep_days: days }, before, later) {
  const { visit, settings } = app;
  if (!visit.country && country) visit.country = settings.country = country;
  const share = /** @type {string[]} */ ([]);
  const about = { clinic, hours, days, before: before?.clinic };
  const agreeTo = async (passphrase = "") => {
    if (!settings.keep && !(await beginToKeep(app, passphrase))) return;
    const answer = await ask("consent", { body: { token: invitation() } }, "key").catch(() => null);
    if (answer?.status !== 200) return say(fill(app, answer?.status === 401 ? "not_valid" : "asking_failed"));
    const { key } = answer.said;
    await gatherNow(app); // what is not sent yet goes under what she agreed to before
    const done = await tell(() => agree({ key, clinic, hours, since: stamp(new Date()), before: app.entries.map(({ id }) => id), share }));
    if (!done) return;
    forgetInvitation();
    await app.go("home");
    agreedNotice = say(fill(app, "agreed", about));
  };
  return [
    h("h1", {}, fill(app, "title", about)),
    inEmergency(app),
    before && !before.ended && before.clinic !== clinic && h("p", {}, fill(app, "instead", about)),
    part(app, "what", about, ["often"]),
    part(app, "who", about, ["night"]),
    part(app, "end", about),
    secrets(app, share),
    settings.keep ? button(fill(app, "agree"), () => agreeTo(), "main") : passphraseForm("", fill(app, "keep"), fill(app, "agree"), agreeTo),
    h("div", { class: "buttons" }, later),
  ];
}

const part = (app, name, about, more = /** @type {string[]} */ ([])) => [
  h("h2", {}, fill(app, `${name}_title`)),
  [name, ...more].map((one) => h("p", {}, fill(app, one, about))),
];

/** What she keeps to herself, to tick what is to be sent. `share` is changed as she ticks. */
function secrets(app, share, changed = () => {}) {
  const all = [...app.content.summary.private.map(({ id, label }) => [id, label]), ["notes", fill(app, "notes")]];
  const turn = (id) => () => {
    share.splice(0, share.length, ...(share.includes(id) ? share.filter((one) => one !== id) : [...share, id]));
    changed();
  };
  const tick = ([id, label]) => h("label", { class: "choice" }, h("input", { type: "checkbox", name: `share-${id}`, checked: share.includes(id), change: turn(id) }), h("span", {}, label));
  return h("fieldset", {}, h("legend", {}, fill(app, "secret_title")), all.map(tick));
}

/** On "What is kept": what is sent, and how to stop. Nothing where she has not agreed to anything. */
export async function section(app) {
  const { agreed } = await read();
  if (!agreed) return false;
  await app.whole();
  const about = { clinic: agreed.clinic, day: day(agreed.since.slice(0, 10)) };
  const title = h("h2", {}, fill(app, "kept_title", about));
  if (agreed.ended) return h("section", {}, title, h("p", {}, fill(app, agreed.stopped ? "stop_done" : "news_ended", about)));
  return h(
    "section",
    {},
    title,
    h("p", {}, fill(app, "kept_since", about)),
    secrets(app, agreed.share, () => tell(() => agree(agreed))),
    h("p", {}, fill(app, "wipe")),
    h("div", { class: "buttons" }, twice(app, "stop", agreed), twice(app, "erase", agreed)),
  );
}

/** A button that asks again before it ends anything. */
function twice(app, name, agreed) {
  const place = h("div", {});
  const ended = { ...agreed, key: "", ended: true };
  const done = async () => {
    const answer = await ask(name, { body: {}, Authorization: `Bearer ${agreed.key}` }, "done").catch(() => null);
    if (answer?.status !== 200 && answer?.status !== 401) return say(fill(app, "not_done"));
    const gone = answer.status === 200; // else the clinic has ended it already: there is nothing to stop, but it may well keep what it has
    await tell(() => (name === "stop" ? end({ ...ended, stopped: true }) : gone ? end() : end({ ...ended, told: true })));
    await app.redraw();
    say(fill(app, name === "erase" && !gone ? "erase_ask" : `${name}_done`, agreed));
  };
  const first = button(fill(app, name), () => {
    const sure = button(fill(app, `${name}_sure`), done, "danger");
    place.replaceChildren(h("p", {}, fill(app, `${name}_what`)), sure);
    sure.focus();
  });
  place.append(first);
  return place;
}
