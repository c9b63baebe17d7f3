// Which of a country's lines may be shown as a number to dial. Nothing here judges.

/** The country's own entry in the content; undefined where there is none. */
export const countryOf = (content, code) =>
  content.countries.find((one) => one.code === code) ?? content.countries.find((one) => one.members.includes(code));

/** The first line of this kind that may be shown as a number to dial: seen on a good source, and not past its date. */
export function bestLine(country, kind, today) {
  return country?.lines.find(
    (line) =>
      line.kind === kind &&
      line.confidence !== "low" &&
      !line.web &&
      (kind !== "crisis" || line.crisis_line) &&
      (kind === "emergency" || !expired(line, today)),
  );
}

/** The number to dial or to text; null where there is no line. */
export const dialled = (line) => (line ? line.number || line.text_to || null : null);
/** Whether the line is past its date; never where the date of today is not known. */
export const expired = (line, today) => Boolean(today) && line.expires < today;
