import type { AnyContract } from "../../../contract/index.ts";
import { type Envelopes, envelopesOf } from "../../../envelope/index.ts";
import { findCode } from "../../../reference/index.ts";

/** The names in a pasted text, the most likely first. */
export interface Question {
  /** Codes of the contracts, with the APIs that have them. */
  readonly codes: readonly CodeMatch[];
  /** Texts that may be ids of requests, idempotency keys or accounts. */
  readonly ids: readonly string[];
}

/** A code that the text contains. */
export interface CodeMatch {
  readonly code: string;
  /** Names of the APIs; several if the text does not say which. */
  readonly apis: readonly string[];
}

/** Longest text that is read, in characters. */
const maxText = 65_536;
/** Words of a text that are looked up. A log line has fewer. */
const maxIds = 20;
/** Longest id, in characters. */
const maxId = 255;
/** Names of the members and headers that hold the id of a request. */
const requestIdName = /["']?(?:x-)?(?:request|correlation|trace)[-_]?id["']?\s*[:=]\s*["']?([\w.:/+=-]{1,255})/gi;

/** An idempotency key in a header or a member of that name. */
const idempotencyKeyName = /idempotency[-_]?key["']?\s*[:=]\s*["']?([^\s"']{1,255})/gi;
/** Quotes around a whole text, as in a copied header or in Markdown. */
const quoted = /^(["'`])([^\s"'`]+)\1$/;

/** Compiled once per contract, because a large one takes milliseconds. */
const compiled = new WeakMap<AnyContract, Envelopes>();

/**
 * Reads a pasted request id, idempotency key, code, log line, header block or response body. Bodies are parsed with the envelopes
 * of the contracts.
 */
export function readQuestion(pasted: string, contracts: readonly AnyContract[]): Question {
  const trimmed = pasted.slice(0, maxText).replaceAll("\0", " ").trim();
  const text = quoted.exec(trimmed)?.[2] ?? trimmed;
  if (text === "") return { codes: [], ids: [] };
  const ids = new Set<string>();
  const add = (id: string | undefined): void => {
    if (id !== undefined && id.length <= maxId && ids.size < maxIds) ids.add(id);
  };
  if (!/\s/.test(text) && !/^[[{"<]/.test(text)) {
    const codes = codesIn([text], contracts);
    if (codes.length === 0) add(text);
    return { codes, ids: [...ids] };
  }
  const parsed = parseBodies(bodyIn(text), contracts);
  for (const { requestId } of parsed) add(requestId);
  for (const name of [requestIdName, idempotencyKeyName]) for (const [, id] of text.matchAll(name)) add(id);
  if (parsed.length > 0) return { codes: merge(parsed), ids: [...ids] };
  const words = text.split(/[\s"'`,;()<>{}[\]=|]+/).slice(0, 2_000);
  for (const id of idsIn(words)) add(id);
  const codes = codesIn(words, contracts);
  return { codes: codes.length > 0 ? codes : codesOfMessages(text, contracts), ids: [...ids] };
}

interface ParsedBody {
  readonly api: string;
  readonly code: string;
  readonly requestId: string | undefined;
}

/** Returns the part of a text that can be a JSON body, such as that of a pasted response with its headers. */
function bodyIn(text: string): string {
  const start = text.search(/[[{]/);
  return start === -1 ? "" : text.slice(start, Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1);
}

function parseBodies(body: string, contracts: readonly AnyContract[]): readonly ParsedBody[] {
  if (body === "") return [];
  return contracts.flatMap((contract) => {
    const envelopes = envelopesFor(contract);
    const distinct = new Set([envelopes.main, ...[...contract.entries.values()].map((entry) => envelopes.of(entry))]);
    return [...distinct].flatMap((envelope): ParsedBody[] => {
      // The status is not part of a pasted body; no envelope reads it from there.
      const error = envelope.parse(400, body);
      return error?.code !== undefined && contract.entries.has(error.code)
        ? [{ api: contract.name, code: error.code, requestId: error.requestId }]
        : [];
    });
  });
}

function envelopesFor(contract: AnyContract): Envelopes {
  let envelopes = compiled.get(contract);
  if (envelopes === undefined) {
    envelopes = envelopesOf(contract);
    compiled.set(contract, envelopes);
  }
  return envelopes;
}

function merge(parsed: readonly Pick<ParsedBody, "api" | "code">[]): readonly CodeMatch[] {
  const codes = [...new Set(parsed.map(({ code }) => code))];
  return codes.map((code) => ({
    code,
    apis: [...new Set(parsed.filter((body) => body.code === code).map(({ api }) => api))],
  }));
}

/** Ids have a digit, words of a sentence do not. */
function idsIn(words: readonly string[]): readonly string[] {
  return words
    .filter((word) => /^[\w.:-]{6,}$/.test(word) && /\d/.test(word))
    .map((word) => word.replace(/[.:]+$/, ""));
}

/** Finds codes by their messages, for bodies that have nothing else. */
function codesOfMessages(text: string, contracts: readonly AnyContract[]): readonly CodeMatch[] {
  return merge(
    contracts.flatMap((contract) => {
      const code = findCode(contract, text);
      return code === undefined ? [] : [{ api: contract.name, code }];
    }),
  );
}

function codesIn(words: readonly string[], contracts: readonly AnyContract[]): readonly CodeMatch[] {
  return [...new Set(words)].flatMap((code) => {
    const apis = contracts.filter(({ entries }) => entries.has(code)).map(({ name }) => name);
    return apis.length === 0 ? [] : [{ code, apis }];
  });
}
