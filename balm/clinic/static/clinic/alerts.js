// The open alerts, asked for every five seconds. A tone rings for each new one, and again each minute until somebody acknowledges,
// once the nurse has turned sound on; another one when she is logged out, or there is no connection. The worklist draws itself anew, unless she is in the middle of it: then it says so; the page of a
// patient does by hers.js. That nothing can be heard from the clinic's computer is said, never hidden.

import { keepUp } from "./hers.js";

const EVERY = 5000;
const AGAIN = 60_000;
const OLD = 60_000;
const ELSEWHERE = 3; // so many are shown above another page than the worklist; how many there are besides is said
const place = document.getElementById("alerts");
const list = document.getElementById("open-alerts");
const state = document.getElementById("state");
const button = document.getElementById("sound");
/** The ids of all open alerts that this page was told of. @type {Set<number> | undefined} */
let told;
let lastRing = 0;
let lastLost = 0;
let lastHeard = new Date();
let drawn = Date.now();
/** @type {AudioContext | undefined} */
let sound;

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} inside */
function h(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

const EMERGENCY = [880, 660, 880, 660];
const URGENT = [660, 880];
const LOST = [440, 330, 220];

/** @param {number[]} notes */
function ring(notes) {
  if (sound?.state !== "running") return;
  lastRing = Date.now();
  notes.forEach((pitch, n) => {
    const at = sound.currentTime + n * 0.25;
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.25, at + 0.02);
    loud.gain.linearRampToValueAtTime(0, at + 0.22);
    tone.connect(loud).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.24);
  });
}

function showSound() {
  const on = sound?.state === "running";
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? "Sound is on" : "Turn sound on";
}

async function turn(on) {
  sound ??= new AudioContext();
  await (on ? sound.resume() : sound.suspend());
  showSound();
}

function item(one) {
  const who = one.page ? h("a", { href: one.page }, one.name ? `${one.code} ${one.name}` : one.code) : h("b", {}, one.code); // erased
  const token = h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: place.dataset.csrf });
  const acknowledge = h("button", {}, "Acknowledge", h("span", { class: "hidden" }, ` ${one.code}`));
  const text = h("p", {}, h("strong", {}, one.level), " ", who, " ", h("span", {}, `${one.ago} ago`), h("br", {}), h("span", { class: "why" }, one.why.join("; ")));
  return h("li", { "data-alert": one.id, class: `alert ${one.tone}` }, text, h("form", { method: "post", action: one.acknowledge }, token, acknowledge));
}

/** What has the focus stays where it is; what has come is there all the same. */
function showAlerts(alerts) {
  const shown = new Map([...list.children].map((one) => [/** @type {HTMLElement} */ (one).dataset.alert, one]));
  const items = alerts.map((one) => shown.get(String(one.id)) ?? item(one));
  alerts.forEach(({ ago, why }, n) => {
    items[n].querySelector("p span").textContent = `${ago} ago`;
    const reasons = items[n].querySelector(".why"); // of her last check-in that is as pressing
    if (reasons.textContent !== why.join("; ")) reasons.textContent = why.join("; ");
  });
  if (list.contains(document.activeElement)) list.append(...items.filter((one) => !list.contains(one)));
  else if (items.length !== list.children.length || items.some((one, n) => one !== list.children[n])) list.replaceChildren(...items);
}

/** The worklist as it is now, in the place of the one that is shown. What she is typing into or has marked stays as it is. */
async function drawAnew(mark) {
  const old = document.getElementById("list");
  if (!old || (old.dataset.mark === mark && Date.now() - drawn < OLD)) return "";
  if (old.contains(document.activeElement) || document.querySelector("dialog[open]")) return old.dataset.mark === mark ? "" : "list";
  const again = new URL(location.href);
  again.searchParams.set("again", "list"); // nobody opened it
  const text = await fetch(again, { redirect: "error", cache: "no-store", signal: AbortSignal.timeout(10_000) })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .catch(() => "");
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("list");
  if (!fresh || old.contains(document.activeElement) || document.querySelector("dialog[open]")) return "list";
  drawn = Date.now();
  old.replaceWith(fresh);
  const filters = document.querySelector(".filters");
  if (!filters.contains(document.activeElement)) filters.replaceWith(page.querySelector(".filters"));
  return "";
}

/** What is open: at the top what `alerts` has and the page itself does not show, and how many there are besides. */
function showOpen({ alerts, open, more }, but = () => false) {
  const others = alerts.filter((one) => !but(one) && !document.querySelector(`main [data-alert="${one.id}"]`));
  const onList = Boolean(document.getElementById("list"));
  const shown = onList ? others : others.slice(0, ELSEWHERE);
  showAlerts(shown);
  const rest = Math.max(0, open.length - alerts.length) + others.length - shown.length;
  document.getElementById("more").hidden = !rest;
  const many = rest === 1 ? "One more open alert" : `${more ? "At least " : ""}${rest} more open alerts`;
  document.querySelector("#more a").textContent = `${many}, ${onList ? "among those who need a call" : "on the worklist"}`;
}

async function show(answer) {
  const { alerts, open, more, mark, hers } = answer;
  lastHeard = new Date();
  lastLost = 0;
  const fresh = told !== undefined && open.some((id) => !told.has(id));
  told = new Set([...(told ?? []), ...open]);
  if (fresh || (alerts.length && Date.now() - lastRing > AGAIN)) ring(alerts.some(({ tone }) => tone === "emergency") ? EMERGENCY : URGENT);
  document.title = document.title.replace(/^(\(\d+\+?\) )?/, open.length ? `(${open.length}${more ? "+" : ""}) ` : "");
  if (place.dataset.of) {
    showOpen(answer, ({ code }) => code === place.dataset.of); // hers stand on the page itself, as soon as that is drawn
    await keepUp(hers);
  }
  showOpen(answer);
  say((await drawAnew(mark)) || (fresh ? "new" : ""), false);
}

function say(what, lost) {
  state.classList.toggle("lost", lost);
  if (state.dataset.said === what) return;
  state.dataset.said = what;
  if (what === "list") state.replaceChildren("The list has changed. ", h("a", { href: location.href }, "Show it anew"));
  else state.textContent = { "": "", new: "A new alert has come.", out: "", away: "" }[what] ?? "";
  const time = lastHeard.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (what === "out") state.replaceChildren("You are logged out. No alert can reach this page. ", h("a", { href: location.href }, "Log in"));
  if (what === "away") state.textContent = `No connection since ${time}. New alerts do not show here until it is back.`;
}

/** No alert can be heard of. While somebody relies on the sound, that sounds too: at once where they are logged out, else after a minute. */
function lose(what) {
  say(what, true);
  if ((what === "out" || Date.now() - lastHeard.getTime() > AGAIN) && Date.now() - lastLost > AGAIN) {
    lastLost = Date.now();
    ring(LOST);
  }
}

async function ask() {
  try {
    const address = place.dataset.of ? `${place.dataset.changes}?of=${encodeURIComponent(place.dataset.of)}` : place.dataset.changes;
    const answer = await fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(10_000) });
    if (answer.type === "opaqueredirect") lose("out");
    else if (answer.ok) await show(await answer.json());
    else lose("away");
  } catch {
    lose("away");
  }
  setTimeout(ask, EVERY);
}

button.hidden = false;
button.addEventListener("click", async () => {
  const on = sound?.state !== "running";
  localStorage.setItem("balm-sound", on ? "on" : "off");
  await turn(on);
  if (on) ring(URGENT);
});
// A page that is opened anew may ring only once somebody has touched it: browsers want that.
if (localStorage.getItem("balm-sound") === "on") {
  turn(true);
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => turn(localStorage.getItem("balm-sound") === "on"), { once: true });
}
ask();
