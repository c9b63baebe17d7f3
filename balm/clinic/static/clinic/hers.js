// The open page of a patient, on its own or in the round, keeps up: what has come since is drawn where nobody is typing, and said above.
//
// A form holds the mark of the check-in that was on the screen when it was drawn, and what is recorded by it closes no more than that. So a
// form is drawn anew after all that shows what she told, never before, and one question later: nobody shall record about what came
// under their hand a moment ago. One that is being filled in stays as it is, with its mark, until whoever fills it in says "Show it".

const news = document.getElementById("news");
/** What the page says that is shown as a whole, in the attributes of its `news`. */
let shown = { ...news?.dataset };
let fetched = shown.mark;
/** The page as it was fetched last, as long as not all of it is drawn. @type {Document | undefined} */
let fresh;
let busy = false;

/** @param {string | null} mark of her page as it is now; null where she is gone, which looking.js says */
export async function keepUp(mark) {
  if (!news || !mark || busy || (mark === fetched && !fresh)) return;
  busy = true;
  const came = mark !== fetched;
  const page = came ? await fetchAnew() : fresh;
  busy = false;
  if (!page) return say("Her page has changed, and could not be drawn anew.", false);
  fresh = page;
  const { mark: drawn, address } = fresh.getElementById("news").dataset;
  fetched = drawn;
  news.dataset.address = address; // its token is another one once the session has another key
  draw(!came && document.visibilityState === "visible", false);
}

async function fetchAnew() {
  const text = await fetch(news.dataset.address, { redirect: "error", cache: "no-store", signal: AbortSignal.timeout(10_000) })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .catch(() => "");
  const page = new DOMParser().parseFromString(text, "text/html");
  const hers = /** @param {Document} one */ (one) => one.getElementById("alerts")?.dataset.of;
  return page.getElementById("news") && hers(page) === hers(document) ? page : undefined;
}

/** @param {boolean} forms too @param {boolean} asked by whoever fills one in */
function draw(forms, asked) {
  const parts = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-part]"))]
    .map((old) => ({ old, next: fresh.querySelector(`[data-part="${old.dataset.part}"]`) }))
    .filter(({ old, next }) => next && !same(old, next) && !loses(old, next));
  const used = asked ? [] : parts.filter(({ old }) => inUse(old));
  const wait = !forms || used.some((one) => !marked(one));
  const left = parts.filter((one) => used.includes(one) || (wait && marked(one)));
  for (const one of parts) if (!left.includes(one)) replace(one.old, one.next);
  const now = fresh.getElementById("news").dataset;
  say(said(now), used.length > 0, now.seen === shown.seen ? "" : now.tone);
  if (left.length) return;
  shown = { ...now };
  fresh = undefined;
}

/** Whether it is, or will be, a form with a mark in it. */
const marked = ({ old, next }) => [old, next].some((one) => one.querySelector('[name="seen"]'));

const fields = (part) => [...part.querySelectorAll("input:not([type=hidden]), textarea, select")];

function filled(field) {
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
}

const inUse = (part) => (part !== document.activeElement && part.contains(document.activeElement)) || fields(part).some(filled);

const twin = (field, next) => fields(next).find((one) => one.name === field.name);

/** Whether words would have nowhere to go, as where she stopped meanwhile: then they stay where they are. */
const loses = (old, next) => fields(old).some((one) => filled(one) && !twin(one, next));

/** Whether both say the same: each page has tokens of its own, and what is folded out is not folded in. */
function same(old, next) {
  const [one, other] = [old, next].map((part) =>
    new XMLSerializer().serializeToString(part).replace(/<input[^>]*csrfmiddlewaretoken[^>]*>|\?again=\w+| (open|tabindex)="[^"]*"/g, ""),
  );
  return one === other;
}

/** What was typed goes over. */
function replace(old, next) {
  next.querySelectorAll("details").forEach((one, n) => (one.open = Boolean(old.querySelectorAll("details")[n]?.open)));
  for (const field of fields(old).filter(filled)) {
    const to = twin(field, next);
    if (to.tagName !== "SELECT" || [...to.options].some((one) => one.value === field.value)) to.value = field.value;
  }
  const focused = old === document.activeElement;
  old.replaceWith(next);
  if (focused) focus(next);
}

/** What has come, in words. @param {DOMStringMap} now */
function said(now) {
  const sentences = [];
  const corrected = Math.abs(Date.parse(now.seen) - Date.parse(shown.seen)) <= 1; // `judge_again` puts it later by a millionth of a second
  if (corrected && now.seen !== shown.seen) sentences.push(`What is written down of her was corrected. Now: ${now.level}.`);
  else if (now.seen !== shown.seen) sentences.push(`She has checked in${shown.seen === "none" ? "" : " again"}. Now: ${now.level}.`);
  if (now.contact !== shown.contact) sentences.push(`Written down meanwhile: ${now.did}.`);
  return sentences.join(" ") || "Her page has changed.";
}

/** @param {string} text @param {boolean} button to show it @param {string} tone of the colour */
function say(text, button, tone = "") {
  news.className = `news ${tone}${button ? " kept" : ""}`;
  if (text === news.dataset.said && button === Boolean(news.querySelector("button"))) return; // a screen reader would say it again
  news.dataset.said = text;
  news.replaceChildren(text);
  if (!button) return;
  const show = document.createElement("button");
  show.type = "button";
  show.className = "small";
  if (news.dataset.key) show.dataset.key = show.appendChild(document.createElement("kbd")).textContent = news.dataset.key;
  show.append(news.dataset.key ? " Show it" : "Show it");
  show.addEventListener("click", showIt);
  news.append(" ", show);
}

function showIt() {
  draw(true, true);
  focus(document.querySelector('[data-part="stand"]'));
}

/** @param {HTMLElement} part */
function focus(part) {
  part.tabIndex = -1;
  part.focus();
}
