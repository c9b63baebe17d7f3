// While this page is open it says so, and shows who else has it open.

const EVERY = 10_000;
const place = document.getElementById("looking");

/** @param {Record<string, string>} more */
function form(more = {}) {
  return new URLSearchParams({ csrfmiddlewaretoken: place.dataset.csrf, ...more });
}

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(place.dataset.looking, { method: "POST", body: form(), redirect: "manual" });
      if (answer.ok) {
        const { looking } = await answer.json();
        const text = looking.length ? `Open now at: ${looking.join(", ")}` : "";
        if (place.textContent !== text) place.textContent = text;
      } else if (answer.status === 404) place.textContent = "Her record has been erased. Nothing can be written down any more.";
    } catch {
      // The alerts above say that there is no connection.
    }
  }
}

setInterval(look, EVERY);
addEventListener("visibilitychange", look);
addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.looking, form({ gone: "yes" })));
look();
