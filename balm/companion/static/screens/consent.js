// What she agrees to, in plain words, before anything is sent; and where she changes it or stops.

import { agree, ask, end, fill, forgetInvitation, invitation, read } from "../clinic.js";
import { stamp } from "../diary.js";
import { h } from "../h.js";
import { say, tell } from "../keep.js";
import { day, t } from "../words.js";
import { beginToKeep, passphraseForm } from "./kept.js";
import { emergencyCall } from "./parts.js";

const button = (text, click, kind = "second") => h("button", { type: "button", class: kind, click }, text);

/** In place of the start, while an invitation waits for her answer. */
export async function asking(app) {
  await app.whole();
  const later = button(fill(app, "not_now"), () => (forgetInvitation(), app.go("home")));
  const answer = await ask("invitation", { "X-Invitation": invitation() }).catch(() => null);
  if (answer?.ok) return consent(app, await answer.json(), later);
  const failed = answer?.status !== 401;
  return [
    h("h1", {}, t("home.title")),
    h("p", { class: "problem", role: "alert" }, fill(app, failed ? "asking_failed" : "not_valid")),
    h("p", { class: "call" }, emergencyCall(app.content, app.visit.country)),
    h("div", { class: "buttons" }, failed && button(fill(app, "again"), () => app.redraw(), "main"), later),
  ];
}

function consent(app, { clinic, country, check_in_hours: hours, keep_days: days }, later) {
  const { visit, settings } = app;
  if (!visit.country && country) visit.country = settings.country = country;
  const share = /** @type {string[]} */ ([]);
  const about = { clinic, hours, days };
  const agreeTo = async (passphrase = "") => {
    if (!settings.keep && !(await beginToKeep(app, passphrase))) return;
    const answer = await ask("consent", { body: { token: invitation() } }).catch(() => null);
    if (!answer?.ok) return say(fill(app, answer?.status === 401 ? "not_valid" : "asking_failed"));
    const { key } = await answer.json();
    const done = await tell(() => agree({ key, clinic, hours, since: stamp(new Date()), before: app.entries.map(({ id }) => id), share }));
    if (!done) return;
    forgetInvitation();
    await app.go("home");
    say(fill(app, "agreed", about));
  };
  return [
    h("h1", {}, fill(app, "title", about)),
    h("section", { class: "warning" }, h("p", {}, fill(app, "emergency")), h("p", { class: "call" }, emergencyCall(app.content, visit.country))),
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
  if (agreed.ended) return h("section", {}, title, h("p", {}, fill(app, agreed.stopped ? "stop_done" : "ended", about)));
  return h(
    "section",
    {},
    title,
    h("p", {}, fill(app, "kept_since", about)),
    secrets(app, agreed.share, () => tell(() => agree(agreed))),
    h("p", {}, fill(app, "wipe")),
    h("div", { class: "buttons" }, twice(app, "stop", () => end({ ...agreed, key: "", ended: true, stopped: true }), agreed), twice(app, "erase", () => end(), agreed)),
  );
}

/** A button that asks again before it ends anything. A clinic that no longer knows her has nothing left to end. */
function twice(app, name, then, { key }) {
  const place = h("div", {});
  const done = async () => {
    const answer = await ask(name, { body: {}, Authorization: `Bearer ${key}` }).catch(() => null);
    if (!answer || (!answer.ok && answer.status !== 401)) return say(fill(app, "not_done"));
    await tell(then);
    await app.redraw();
    say(fill(app, `${name}_done`));
  };
  const first = button(fill(app, name), () => {
    const sure = button(fill(app, `${name}_sure`), done, "danger");
    place.replaceChildren(h("p", {}, fill(app, `${name}_what`)), sure);
    sure.focus();
  });
  place.append(first);
  return place;
}
