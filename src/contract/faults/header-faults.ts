import { ownedHeaders, patterns } from "../patterns.ts";
import type { Spot } from "./spot.ts";

const owned: ReadonlySet<string> = new Set(ownedHeaders);

/** Checks a header that every response of a code carries; its placeholders are checked with those of the message. */
export function checkHeader(spot: Spot, value: unknown, name: string): void {
  if (!patterns.headerName.test(name))
    spot.fault("HEADER_INVALID", {
      expected: "the name of a header",
      received: name,
      fix: "Use letters, digits and hyphens only.",
    });
  else if (owned.has(name.toLowerCase()))
    spot.fault("HEADER_INVALID", {
      expected: "a header that a code may set",
      received: name,
      fix: "Remove it: the server and the envelope set it.",
    });
  if (typeof value !== "string" || !patterns.headerValue.test(value))
    spot.fault("HEADER_INVALID", {
      expected: "one line of text",
      received: value,
      fix: "Write the value without line breaks and control characters.",
    });
}
