import type { Spot } from "./spot.ts";

/** @see RFC 9110 section 5.6.2 (token) */
const nameShape = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const valueShape = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that say how the body is framed or written; a code that sets them breaks the response. */
const owned = new Set(["connection", "content-length", "content-type", "keep-alive", "transfer-encoding", "upgrade"]);

/** Checks a header that every response of a code carries; its placeholders are checked with those of the message. */
export function checkHeader(spot: Spot, value: unknown, name: string): void {
  if (!nameShape.test(name))
    spot.fault("HEADER_INVALID", {
      expected: "the name of a header",
      received: name,
      mend: "Use letters, digits and hyphens only.",
    });
  else if (owned.has(name.toLowerCase()))
    spot.fault("HEADER_INVALID", {
      expected: "a header that a code may set",
      received: name,
      mend: "Remove it: the server and the envelope set it.",
    });
  if (typeof value !== "string" || !valueShape.test(value))
    spot.fault("HEADER_INVALID", {
      expected: "one line of text",
      received: value,
      mend: "Write the value without line breaks and control characters.",
    });
}
