/** First character of a number, an object, a list, a text, `true`, `false` or `null`. */
const startsLikeJson = /^\s*[-\d{["tfn]/;

/** Parses a body; returns undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    // A failing JSON.parse is expensive, so empty, HTML and XML bodies are skipped.
    return startsLikeJson.test(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
