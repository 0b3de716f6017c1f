import { describe, expect, it } from "vitest";
import { parseError } from "../parse/index.ts";
import { decide } from "../retry/index.ts";
import { type PublishedError, publishedErrors } from "./testing/published/index.ts";

/* The expected values follow the documentation of each API, framework or standard. */

const properties = ["code", "message", "field", "id", "retry", "waitMs"] as const;

function expected({ status, code, message, field, id, retry, waitMs }: PublishedError) {
  return { code: code ?? `HTTP_${status}`, message: message ?? `HTTP ${status}`, field, id, retry, waitMs };
}

function parsed({ status, headers, body }: PublishedError): ReturnType<typeof expected> {
  const error = parseError(status, headers ?? {}, typeof body === "string" ? body : JSON.stringify(body));
  const isRetried = (idempotent: boolean): boolean =>
    decide(error, { idempotent, maxWaitMs: Number.POSITIVE_INFINITY }) !== undefined;
  const retry = isRetried(false) ? "always" : isRetried(true) ? "idempotent" : undefined;
  const { code, message, param, requestId, retryAfterMs } = error;
  return { code, message, field: param, id: requestId, retry, waitMs: retryAfterMs };
}

/** Bodies of which the format does not say enough: the code is in the message, or in a name that means anything. */
const knownGaps: Readonly<Record<string, readonly string[]>> = {
  Firebase: ["code"],
  "IBM Cloud": ["field"],
  "JSend: fail": ["message", "field"],
};

describe("published errors", () => {
  it.each(publishedErrors.map((published) => [published.name, published] as const))("%s", (name, published) => {
    const gaps = knownGaps[name] ?? [];
    const isChecked = ([property]: [string, unknown]): boolean => !gaps.includes(property);
    const only = (values: object) => Object.fromEntries(Object.entries(values).filter(isChecked));
    expect(only(parsed(published))).toEqual(only(expected(published)));
  });

  it.each(properties)("have the right %s in at least 95 % of the bodies", (property) => {
    const right = publishedErrors.filter((published) => parsed(published)[property] === expected(published)[property]);
    expect(publishedErrors.length).toBeGreaterThanOrEqual(120);
    expect(right.length / publishedErrors.length).toBeGreaterThanOrEqual(0.95);
  });
});
