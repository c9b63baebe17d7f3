// The round without leaving the keyboard: a number records and goes on. In a field, numbers are text.

const heading = document.getElementById("one");
const fields = { o: "said", s: "step" }; // looked for when they are wanted: the form is drawn anew when something has come
let sent = false;

heading?.focus();
addEventListener("pageshow", () => (sent = false));
addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("#outcome") && target.matches("input")) {
    if (event.key === "Escape" || event.key === "Enter") {
      event.preventDefault();
      heading.focus();
    }
    return;
  }
  if (!heading || event.repeat || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select")) return;
  const button = document.querySelector(`main button[data-key="${CSS.escape(event.key)}"]`);
  if (button) button.click();
  else if (event.key in fields) document.getElementById(fields[event.key]).focus();
  else if (event.key === "p") document.getElementById("page").click();
  else return;
  event.preventDefault();
});
