// What the engine looks up often, worked out from the content once.

/** The content with its findings, screens and rules as they were loaded: each finding by its place, the order of asking, ranks of rules. */
export function prepare(data) {
  const places = Object.fromEntries(data.findings.map((finding, place) => [finding.id, place]));
  const screens = data.screens.map((screen) => ({ ...screen, places: screen.findings.map((id) => places[id]) }));
  const order = [];
  screens.flatMap((screen) => screen.places).forEach((place, n) => (order[place] = n));
  const rankOf = (level) => data.levels.findIndex((one) => one.id === level);
  return { ...data, places, screens, order, rankOf, ranks: data.rules.map((rule) => rankOf(rule.urgency)) };
}
