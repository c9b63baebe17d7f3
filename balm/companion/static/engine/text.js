// The page for a clinician as plain text, to paste into a message. The twin of balm/summary/text.py, where nothing is wrapped.

/** Sections whose statements are words of one sentence. */
export const TOGETHER = ["unsure", "clear"];

/** The page of `summaryOf`, ending in a new line. */
export function textOf({ title, lead, head, level_text: level, sections, chart, record, foot }) {
  const picture = chart ? ["", chart.title, chart.text] : [];
  const texts = (statements) => statements.map((statement) => statement.text);
  const lines = [title, lead, ...texts(head)];
  for (const { id, title, statements } of sections) {
    lines.push("", title, ...(id === "level" ? [level.toUpperCase()] : []));
    lines.push(...(TOGETHER.includes(id) ? [`- ${texts(statements).join("; ")}`] : texts(statements).map((text) => `- ${text}`)));
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
