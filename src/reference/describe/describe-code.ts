import { requireContract, requireValue } from "../../contract/faults/arguments.ts";
import type { AnyContract, Entry, MessageFormatter, Operation } from "../../contract/index.ts";
import type { Recording } from "../recording.ts";
import { type Advice, adviceFor } from "./advice.ts";
import { confusableWith } from "./confusable.ts";
import { indexOf } from "./contract-index.ts";
import { type ShownRequest, sampleExchange, shownRequest } from "./requests.ts";
import { docsUrlOf, responsesOf, type ShownResponse } from "./responses.ts";
import { type SchemaRow, schemaRows } from "./schema-rows.ts";

/** Everything that the page of a code shows, in the order of the page. HTML and Markdown are written from it. */
export interface CodeDescription {
  readonly entry: Entry;
  readonly advice: Advice;
  readonly responses: readonly ShownResponse[];
  readonly recording: Recording | undefined;
  /** Address of the page, which errors contain; undefined if it is not known. */
  readonly docsUrl: string | undefined;
  /** The request that causes the code; undefined without a recording. */
  readonly fails: ShownRequest | undefined;
  /** The request that code samples send: the one that fails, or the one that succeeds if HTTP clients cannot send the other. */
  readonly sample: { readonly request: ShownRequest; readonly fails: boolean } | undefined;
  /** Requests before it that it depends on. */
  readonly steps: readonly ShownRequest[];
  /** A similar request that succeeds, with the status of its response. */
  readonly works: { readonly request: ShownRequest; readonly status: number } | undefined;
  readonly details: readonly SchemaRow[];
  /** Headers of the recorded response, each with its meaning. */
  readonly headers: readonly HeaderRow[];
  readonly operations: readonly Operation[];
  readonly confusable: readonly Entry[];
}

/** A header of a response. */
export interface HeaderRow {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** Describes one code of a contract. */
export function describeCode(
  contract: AnyContract,
  entry: Entry,
  recording: Recording | undefined,
  formatter?: MessageFormatter,
): CodeDescription {
  const exchanges = recording?.exchanges ?? [];
  const last = exchanges.at(-1);
  const works = recording?.works;
  const sample = recording === undefined ? undefined : sampleExchange(recording);
  return {
    entry,
    advice: adviceFor(entry),
    responses: responsesOf(contract, entry, recording, formatter),
    recording,
    docsUrl: docsUrlOf(entry, recording),
    fails: last === undefined ? undefined : shownRequest(contract, last),
    sample: sample === undefined ? undefined : { request: shownRequest(contract, sample), fails: sample === last },
    steps: exchanges.slice(0, -1).map((exchange) => shownRequest(contract, exchange)),
    works: works === undefined ? undefined : { request: shownRequest(contract, works), status: works.response.status },
    details: entry.details === undefined ? [] : schemaRows(entry.details, entry.details),
    headers: headerRows(last?.response.headers ?? {}),
    operations: indexOf(contract).operations.get(entry.code) ?? [],
    confusable: confusableWith(contract, entry),
  };
}

/** Meanings of the headers of error responses. Others need no explanation. */
const meanings: Readonly<Record<string, string>> = {
  "retry-after": "Seconds to wait before the next attempt",
  "retry-after-ms": "The same wait in milliseconds",
  ratelimit: "Requests left (r) and seconds until the limit resets (t)",
  "ratelimit-policy": "The limit: requests (q) per window in seconds (w)",
  "www-authenticate": "The scheme of the credential that is missing or was rejected",
  allow: "The methods that the path supports",
  "x-should-retry": "Whether sending the same request again can help",
  "content-language": "Language of the message",
  "x-request-id": "Id of the request; quote it to support",
  "errata-code": "The code, for proxies, logs and HEAD requests",
  link: "The page of the code",
};

function headerRows(headers: Readonly<Record<string, string>>): readonly HeaderRow[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const meaning = meanings[name.toLowerCase()];
    return meaning === undefined ? [] : [{ name, value, meaning }];
  });
}

/**
 * Finds the code of a contract in a pasted body, header or log line: the longest one that is a word of the text, or else one whose
 * message is a whole string of it.
 *
 * @returns undefined if the text has none
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { findCode } from "errata/reference";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * findCode(shop, '{"error":{"code":"SOLD_OUT"}}'); // "SOLD_OUT"
 * ```
 */
export function findCode(contract: AnyContract, text: string): string | undefined {
  requireContract("findCode", contract);
  requireValue("findCode: text", text, "string");
  let found: string | undefined;
  for (const code of contract.entries.keys())
    if (code.length > (found?.length ?? 0) && hasWord(text, code)) found = code;
  return found ?? codeOfMessage(contract, text);
}

/** Returns the code whose message is a whole string of a body. Some formats of error bodies have no code. */
function codeOfMessage({ entries }: AnyContract, text: string): string | undefined {
  const isQuoted = (message: string): boolean => text.includes(JSON.stringify(message));
  return [...entries.values()].find(({ message, messages }) => [message, ...Object.values(messages)].some(isQuoted))
    ?.code;
}

/** Returns whether a text contains a code as a whole word. The script of the reference's pages does the same. */
function hasWord(text: string, code: string): boolean {
  for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1))
    if (!/[\w.-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + code.length))) return true;
  return false;
}

/** Text of a contract, in which backticks mark code. */
export interface TextPart {
  readonly text: string;
  readonly isCode: boolean;
}

/** Splits a text at its pairs of backticks. A single backtick is text. */
export function textParts(text: string): readonly TextPart[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== "")
    .map((part) => {
      const isCode = /^`[^`]+`$/.test(part);
      return { text: isCode ? part.slice(1, -1) : part, isCode };
    });
}
