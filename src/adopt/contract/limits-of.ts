/** Reads the bounds that a text states, with their units in their names: `{ requestsPerMinute: 120 }`, `{ fileTooLargeMB: 25 }`. */
export function limitsOf(code: string, text: string): Readonly<Record<string, number>> {
  const limits: Record<string, number> = {};
  const rate =
    /\b(\d[\d,]*) (?:API )?(requests?|calls?)\s*(?:\/|per|an?|every)\s*(second|minute|hour|day|month)\b/i.exec(text);
  if (rate !== null)
    limits[`${rate[2]?.toLowerCase().replace(/s?$/, "s")}Per${capital(rate[3] ?? "")}`] = numberOf(rate[1]);
  const size = /\b(\d[\d,.]*)\s?(bytes|[KMGT]i?B)\b/.exec(text);
  if (size !== null) limits[`${camel(code)}${capital(size[2] ?? "")}`] = numberOf(size[1]);
  return limits;
}

function numberOf(text = ""): number {
  return Number(text.replaceAll(",", ""));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function camel(code: string): string {
  const [first = "", ...rest] = code
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return first.toLowerCase() + rest.map((word) => capital(word.toLowerCase())).join("");
}
