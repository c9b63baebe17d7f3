// The open alerts, asked for every five seconds. A tone rings for each new one, and again each minute until somebody acknowledges,
// once the nurse has turned sound on. That nothing can be heard from the clinic's computer is said, never hidden.

const EVERY = 5000;
const AGAIN = 60_000;
const place = document.getElementById("alerts");
const list = document.getElementById("open-alerts");
const state = document.getElementById("state");
const button = document.getElementById("sound");
let since = place.dataset.since;
let lastRing = 0;
let lastHeard = new Date();
/** @type {AudioContext | undefined} */
let sound;

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} inside */
function h(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

function ring(emergency) {
  if (sound?.state !== "running") return;
  lastRing = Date.now();
  const notes = emergency ? [880, 660, 880, 660] : [660, 880];
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
  const who = h("a", { href: one.page }, one.name ? `${one.code} ${one.name}` : one.code);
  const token = h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: place.dataset.csrf });
  const acknowledge = h("button", {}, "Acknowledge", h("span", { class: "hidden" }, ` ${one.code}`));
  const text = h("p", {}, h("strong", {}, one.level), " ", who, " ", h("span", {}, `${one.ago} ago`), h("br", {}), one.why.join("; "));
  return h("li", { "data-alert": one.id, class: `alert ${one.tone}` }, text, h("form", { method: "post", action: one.acknowledge }, token, acknowledge));
}

function show({ now, alerts, waiting }) {
  since = now;
  lastHeard = new Date();
  const others = alerts.filter(({ page }) => page !== location.pathname);
  const wanted = others.map(({ id, ago }) => `${id} ${ago}`).join();
  if (list.dataset.shown !== wanted && !list.contains(document.activeElement)) {
    list.replaceChildren(...others.map(item));
    list.dataset.shown = wanted;
  }
  const fresh = alerts.filter((one) => one.new);
  if (fresh.length || (alerts.length && Date.now() - lastRing > AGAIN)) ring(alerts.some(({ tone }) => tone === "emergency"));
  document.title = document.title.replace(/^(\(\d+\) )?/, alerts.length ? `(${alerts.length}) ` : "");
  const before = place.dataset.waiting;
  say(before && Number(before) !== waiting ? "list" : fresh.length ? "new" : "", false);
}

function say(what, lost) {
  state.classList.toggle("lost", lost);
  if (state.dataset.said === what) return;
  if (what === "" && state.dataset.said === "list") return;
  state.dataset.said = what;
  if (what === "list") state.replaceChildren("The list has changed. ", h("a", { href: location.href }, "Show it anew"));
  else state.textContent = { "": "", new: "A new alert has come.", out: "", away: "" }[what] ?? "";
  const time = lastHeard.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (what === "out") state.replaceChildren("You are logged out. No alert can reach this page. ", h("a", { href: location.href }, "Log in"));
  if (what === "away") state.textContent = `No connection since ${time}. New alerts do not show here until it is back.`;
}

async function ask() {
  try {
    const address = `${place.dataset.changes}?since=${encodeURIComponent(since)}`;
    const answer = await fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(10_000) });
    if (answer.type === "opaqueredirect") say("out", true);
    else if (answer.ok) show(await answer.json());
    else say("away", true);
  } catch {
    say("away", true);
  }
  setTimeout(ask, EVERY);
}

button.hidden = false;
button.addEventListener("click", async () => {
  const on = sound?.state !== "running";
  localStorage.setItem("balm-sound", on ? "on" : "off");
  await turn(on);
  if (on) ring(false);
});
// A page that is opened anew may ring only once somebody has touched it: browsers want that.
if (localStorage.getItem("balm-sound") === "on") {
  turn(true);
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => turn(localStorage.getItem("balm-sound") === "on"), { once: true });
}
ask();
