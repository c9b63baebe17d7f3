// The content as it was fetched -> the same, with what the page looks up often.

/** The content as it was loaded, with what is worked out from it once. */
export function prepare(data) {
  const places = Object.fromEntries(data.findings.map((finding, place) => [finding.id, place]));
  const screens = data.screens.map((screen) => ({ ...screen, places: screen.findings.map((id) => places[id]) }));
  const order = [];
  screens.flatMap((screen) => screen.places).forEach((place, n) => (order[place] = n));
  const rankOf = (level) => data.levels.findIndex((one) => one.id === level);
  return { ...data, places, screens, order, rankOf, ranks: data.rules.map((rule) => rankOf(rule.urgency)) };
}
