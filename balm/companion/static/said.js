// The words of one language. Asked for before the rest of the page is here, since they are the heaviest file of a first visit.

const root = document.documentElement;
const asked = new Map();

/** The first of her device's languages that this page speaks; the start page lists them. */
export function spokenHere() {
  const spoken = (root.dataset.languages ?? "en").split(" ");
  return navigator.languages.map((one) => one.split("-")[0]).find((one) => spoken.includes(one)) ?? "en";
}

/** What is said in this language, to be changed as the caller likes. Rejects when it cannot be had. */
export async function said(code) {
  const coming = asked.get(code) ?? ask(code);
  asked.delete(code);
  return coming;
}

async function ask(code) {
  const loaded = await fetch(new URL(`content.${code}.json`, import.meta.url));
  if (!loaded.ok) throw new Error(`content.${code}.json: ${loaded.status}`);
  return loaded.json();
}

const first = ask(spokenHere());
first.catch(() => {}); // whoever asks for it is told
asked.set(spokenHere(), first);
