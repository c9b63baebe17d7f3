// The page for a clinician as plain text, to paste into a message. The twin of balm/summary/text.py, where nothing is wrapped.

/** Sections whose facts are words of one sentence. */
export const TOGETHER = ["unsure", "clear"];

/** The page of `summaryOf`, ending in a new line. */
export function textOf({ title, lead, head, level_text: level, sections, chart, record, foot }) {
  const picture = chart ? ["", chart.title, chart.text] : [];
  const texts = (facts) => facts.map((fact) => fact.text);
  const lines = [title, lead, ...texts(head)];
  for (const { id, title, facts } of sections) {
    lines.push("", title, ...(id === "level" ? [level.toUpperCase()] : []));
    lines.push(...(TOGETHER.includes(id) ? [`- ${texts(facts).join("; ")}`] : texts(facts).map((text) => `- ${text}`)));
    if (id === "noticed") lines.push(...picture);
  }
  if (!sections.some(({ id }) => id === "noticed")) lines.push(...picture);
  if (record) lines.push("", record.title, ...record.rows.map((row) => line(record.columns, row)), ...(record.before ? [record.before] : []));
  return [...lines, "", ...texts(foot), ""].join("\n");
}

function line(columns, row) {
  const whole = row.length === columns.length;
  const cells = whole ? row.slice(1).flatMap((cell, n) => (cell ? [`${columns[n + 1]}: ${cell}`] : [])) : row.slice(2);
  return `- ${row[0]}: ${cells.join("; ")}`;
}
