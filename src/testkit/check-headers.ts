import { compileHeader } from "../contract/index.ts";
import { compare, Description, type Difference } from "./difference.ts";
import type { Check } from "./expected-error.ts";

/** Headers that a response must have in a form that depends on its error, with that form in words. */
const forms: Readonly<Record<string, readonly [pattern: RegExp, words: string]>> = {
  "www-authenticate": [/./, "a challenge"],
  allow: [/./, "the methods of the path"],
  "retry-after": [/^[1-9]\d*$/, "whole seconds, at least 1"],
};

/** Compares the headers with those that the boundary sends, that the entry declares and that the test expects. */
export function checkHeaders({ entry, envelope, response, parsed, expected }: Check): readonly Difference[] {
  const { headers } = response;
  const wanted: [name: string, value: string | RegExp | Description | null][] = [];
  // Without a code in the body, nothing else identifies the error.
  if (expected.head === true || !envelope.fields.code) wanted.push(["errata-code", entry.code]);
  for (const [name, value] of Object.entries(entry.headers)) {
    const text = value.includes("{") ? compileHeader(value)(parsed?.details) : value;
    // The form of Retry-After is checked below, because the wait of an occurrence replaces the declared one.
    if (text !== undefined && !/^retry-after$/i.test(name)) wanted.push([name, text]);
  }
  if (parsed?.requestId !== undefined && headers.has("x-request-id")) wanted.push(["x-request-id", parsed.requestId]);
  wanted.push(...Object.entries(expected.headers ?? {}));
  const mediaType = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  return [
    ...compare(envelope.mediaType.toLowerCase(), mediaType, "header content-type", "exact"),
    ...requiredForms(entry.status, entry.retry, headers),
    ...wanted.flatMap(([name, value]) =>
      compare(value ?? undefined, headers.get(name) ?? undefined, `header ${name.toLowerCase()}`, "exact"),
    ),
  ];
}

function requiredForms(status: number, retry: string, headers: Headers): readonly Difference[] {
  const names = [
    ...(status === 401 ? ["www-authenticate"] : []),
    ...(status === 405 ? ["allow"] : []),
    // The reset of a quota can be too far away, or unknown.
    ...(retry === "after_delay" || headers.has("retry-after") ? ["retry-after"] : []),
  ];
  return names.flatMap((name) => {
    const [pattern = /./, words = ""] = forms[name] ?? [];
    const received = headers.get(name) ?? undefined;
    if (received !== undefined && pattern.test(received)) return [];
    return [{ path: `header ${name}`, expected: new Description(words), received }];
  });
}
