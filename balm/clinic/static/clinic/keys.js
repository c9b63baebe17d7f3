// The worklist by keyboard. What is marked is the link that has the focus, so that a screen reader says it too.

const all = () => [...document.querySelectorAll("[data-row]")]; // the list is drawn anew when something has changed
const contact = /** @type {HTMLDialogElement} */ (document.getElementById("contact"));
const help = /** @type {HTMLDialogElement} */ (document.getElementById("help"));
const WORDS = { called: "Called", no_answer: "No answer" };

const current = () => all().findIndex((row) => row.contains(document.activeElement));

function move(by) {
  const [rows, now] = [all(), current()];
  const next = rows[now < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + by))];
  next?.querySelector("a")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function record(kind) {
  const row = all()[current()];
  if (!row) return;
  const form = contact.querySelector("form");
  form.action = row.dataset.contact;
  form.elements.namedItem("kind").value = kind;
  form.elements.namedItem("seen").value = row.dataset.seen;
  contact.querySelector("h2").textContent = `${WORDS[kind]}: ${row.dataset.code} ${row.dataset.name}`.trim();
  contact.showModal();
  form.elements.namedItem("outcome").focus();
  contact.addEventListener("close", () => row.querySelector("a").focus(), { once: true });
}

const DO = {
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  c: () => record("called"),
  n: () => record("no_answer"),
  "/": () => document.getElementById("code").focus(),
  "?": () => help.showModal(),
};

for (const dialog of [contact, help]) dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
addEventListener("focusin", ({ target }) => /** @type {Element} */ (target).closest?.("[data-row]")?.setAttribute("aria-current", "true"));
addEventListener("focusout", ({ target }) => /** @type {Element} */ (target).closest?.("[data-row]")?.removeAttribute("aria-current"));
contact.querySelector("form").addEventListener("submit", (event) => {
  if (contact.dataset.sent) event.preventDefault();
  contact.dataset.sent = "yes";
});
addEventListener("pageshow", () => delete contact.dataset.sent);
addEventListener("keydown", (event) => {
  const typing = /** @type {Element} */ (event.target).closest("input, textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in DO)) return;
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && current() < 0 && document.activeElement !== document.body) return;
  event.preventDefault();
  DO[event.key]();
});
