import { createHash } from "node:crypto";
import type { RecordedResponse } from "errata/reference";
import type { SentResponse } from "./send-request.ts";

/** Turns a response into the form that is recorded. The same value gets the same stand-in in all responses of a recording. */
export type Normalise = (response: SentResponse) => RecordedResponse;

/** Headers that say nothing about the API. `Connection` is kept if it is `close`. */
const omittedHeaders = new Set(["date", "keep-alive", "transfer-encoding"]);

/** Ids such as `cus_3f…`, or with a UUID. Those of the demo contain eight zeros and are the same everywhere. */
const randomId = /\b([a-z]{2,4}_)(?!0{8})([0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g;

/** The first characters of a secret, by which a person recognises it. */
const start = /"start":"([A-Za-z0-9]{1,7})"/g;

/** Secrets that the API creates: keys such as `img_live_…`, tokens of three parts, and secrets of webhooks. */
const secret =
  /\b(?:[a-z]+_(?:live|test|user|usr)_[A-Za-z0-9]{20,}|eyJ[\w-]+\.[\w-]+\.[\w-]+|whsec_[A-Za-z0-9+/]{20,}=*)/g;

/**
 * Creates the rules that make two runs record the same bytes. The clock and the contents of the demo are fixed; only random
 * values differ, and are replaced by values of the same length, so that Content-Length stays true:
 *
 * - Request ids and random ids are replaced by hexadecimal digits that depend on the code and the order of appearance.
 * - Secrets keep their prefix, followed by `EXAMPLE`.
 * - Headers are sorted, and their names are in lower case. Date and the headers of the connection are left out.
 */
export function normaliser(code: string): Normalise {
  const standIns = new Map<string, string>();
  const standIn = (value: string, create: (digest: string) => string): string => {
    const known = standIns.get(value);
    if (known !== undefined) return known;
    const created = create(createHash("sha256").update(`${code} ${standIns.size}`).digest("hex"));
    standIns.set(value, created);
    return created;
  };
  return ({ status, headers, body }) => {
    const [, requestId] = headers.find(([name]) => name.toLowerCase() === "x-request-id") ?? [];
    if (requestId !== undefined) standIn(requestId, (digest) => likeUuid(digest, requestId));
    const normaliseText = (text: string): string => {
      const withStandIns = text
        .replace(secret, exampleSecret)
        .replace(randomId, (id, prefix: string, rest: string) =>
          standIn(id, (digest) => prefix + likeUuid(digest, rest)),
        )
        .replace(start, (_, characters: string) => `"start":"${"EXAMPLE".slice(0, characters.length)}"`);
      // Later responses may mention the request ids of earlier ones.
      return [...standIns].reduce((changed, [value, created]) => changed.replaceAll(value, created), withStandIns);
    };
    const kept = headers
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name, value]) => !omittedHeaders.has(name) && (name !== "connection" || value === "close"))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      status,
      headers: Object.fromEntries(kept.map(([name, value]) => [name, normaliseText(value)])),
      ...(isText(headers) && body.byteLength > 0 && { text: normaliseText(body.toString()) }),
      ...(isStream(headers) && !isText(headers) && body.byteLength > 0 && { bytes: body.byteLength }),
    };
  };
}

/** Returns digits of a digest in the shape of a UUID, or of another id of the same length. */
function likeUuid(digest: string, id: string): string {
  let next = 0;
  return id.replaceAll(/[0-9a-f]/g, (digit, index: number) => {
    const keepsVersion = id.length === 36 && (index === 14 || index === 19);
    return keepsVersion ? (index === 14 ? digit : "8") : (digest[next++ % digest.length] ?? "0");
  });
}

function exampleSecret(value: string): string {
  const prefix = /^(?:[a-z]+_[a-z]+_|eyJ|whsec_)/.exec(value)?.[0] ?? "";
  return prefix + "EXAMPLE".repeat(Math.ceil(value.length / 7)).slice(0, value.length - prefix.length);
}

function isStream(headers: SentResponse["headers"]): boolean {
  return headers.every(([name]) => name.toLowerCase() !== "content-length");
}

function isText(headers: SentResponse["headers"]): boolean {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return /^text\/|json|xml/.test(type);
}
