// The content: fetched in two parts, the first of them enough to ask the first page, and with it what the page looks up often.

/** What stands in the second part, and is empty until it is here. */
const LATER = { care: [], matrix: [], causes: [], recovery: [], diary: { longest: 0, moods: {}, places: {}, medicines: {}, noticed: [], runs: [] } };

/**
 * The content in this language: at once what the first page needs; `whole` is a promise of the same object with all of it.
 * @param {URL | string} folder where the content lies
 * @param {(data: any) => void} change what is to be done to each part before it is used
 */
export async function fetchContent(folder, code, change = () => {}) {
  const content = prepare({ ...LATER, ...(await part(folder, `content.${code}.json`)) });
  change(content);
  const whole = part(folder, `more.${code}.json`).then((more) => {
    Object.assign(content, more);
    change(content);
    return content;
  });
  whole.catch(() => {}); // who needs it awaits it, and is told then
  return { content, whole };
}

async function part(folder, name) {
  const loaded = await fetch(new URL(name, folder));
  if (!loaded.ok) throw new Error(`${name}: ${loaded.status}`);
  return loaded.json();
}

/** The content as it was loaded, with what is worked out from it once. */
export function prepare(data) {
  const places = Object.fromEntries(data.findings.map((finding, place) => [finding.id, place]));
  const screens = data.screens.map((screen) => ({ ...screen, places: screen.findings.map((id) => places[id]) }));
  const order = [];
  screens.flatMap((screen) => screen.places).forEach((place, n) => (order[place] = n));
  const rankOf = (level) => data.levels.findIndex((one) => one.id === level);
  return { ...data, places, screens, order, rankOf, ranks: data.rules.map((rule) => rankOf(rule.urgency)) };
}
