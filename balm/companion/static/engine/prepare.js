// The content: fetched in two parts, the first of them enough to ask the first page, and with it what the page looks up often.

/** What stands in the second part, and is empty until it is here. */
const LATER = { care: [], matrix: [], causes: [], recovery: [], diary: { longest: 0, moods: {}, places: {}, medicines: {}, noticed: [], runs: [] } };

/**
 * The content in this language: at once what the first page needs; `whole` fetches the rest, once, and gives the same object with all of it.
 * @param {URL | string} folder where the content lies
 * @param {(data: any) => void} change what is to be done to it before it is used, after each part
 * @param {Promise<any>} first the first part, where it was asked for before
 */
export async function fetchContent(folder, code, change = () => {}, first = part(folder, `content.${code}.json`)) {
  const content = prepare({ ...LATER, ...(await first) });
  change(content);
  const rest = async () => {
    Object.assign(content, await part(folder, `more.${code}.json`));
    change(content);
    return content;
  };
  let coming = /** @type {Promise<any> | null} */ (null);
  const whole = () => (coming ??= rest().catch((problem) => ((coming = null), Promise.reject(problem))));
  return { content, whole };
}

/** One file of JSON. Rejects when it cannot be had. */
export async function part(folder, name) {
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
