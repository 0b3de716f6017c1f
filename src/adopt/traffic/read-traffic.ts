import type { Json } from "../../contract/index.ts";
import { isObject } from "../data/index.ts";
import { type Decoy, type ExampleBody, type Fact, fact, type Reading, type SourceText, type Unread } from "../facts.ts";
import { type Exchange, exchangeOf } from "./exchange.ts";
import { isId, pathTemplate } from "./path-template.ts";
import { readEntries } from "./read-entries.ts";
import { redact, redactMessage } from "./redact.ts";

/** Finds the code and the message of an error response: `parseError` of `errata/client`. */
export type ParseFailure = (
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
) => {
  /** `HTTP_` and the status if the response has no code. */
  readonly code: string;
  /** `HTTP` and the status if the response has no message. */
  readonly message: string;
};

/** Recorded exchanges of an API. */
export interface Traffic {
  /** Files in HAR 1.2, as browsers and proxies export them, or with one exchange in JSON on each line; at most 128 MiB each. */
  readonly files: readonly SourceText[];
  /** `parseError` of `errata/client`. */
  readonly parse: ParseFailure;
}

/**
 * Reads the errors of recorded exchanges. Only codes, messages and types of details are kept of their bodies.
 *
 * @throws AdoptError if a file is not complete, is too large or has no exchanges
 */
export function readTraffic({ files, parse }: Traffic): Reading {
  const unread = new Map<string, Unread>();
  const failures: Failure[] = [];
  for (const { value, source } of files.flatMap(readEntries)) {
    const exchange = exchangeOf(value, source);
    if (typeof exchange === "string") unread.set(exchange, { text: "an entry", reason: exchange, source });
    else if (exchange !== undefined && isFailure(exchange)) {
      const failure = failureOf(exchange, parse);
      if (typeof failure !== "string") failures.push(failure);
      else if (exchange.status >= 400) {
        const text = `${operationOf(exchange)} returned ${exchange.status}`;
        unread.set(text, { text: text.slice(0, 120), reason: failure, source });
      }
    }
  }
  const origin = mostFrequent(failures.map(({ exchange }) => exchange.url.host));
  const own = failures.filter(({ exchange }) => exchange.url.host === origin);
  return {
    facts: own.flatMap(firstOf((failure) => `${failure.code} ${failure.exchange.status}`)).flatMap(factsOf),
    bodies: own.flatMap(firstOf(({ body }) => JSON.stringify(body))).flatMap(bodyOf),
    operations: operationsOf(own),
    decoys: failures
      .filter(({ exchange }) => exchange.url.host !== origin)
      .flatMap(firstOf(({ code }) => code))
      .map(decoyOf(origin)),
    unread: [...unread.values()].slice(0, maxUnread),
  };
}

const maxUnread = 200;
const maxOperations = 2_000;

interface Failure {
  readonly code: string;
  /** Without ids, keys and addresses. */
  readonly message: string;
  readonly exchange: Exchange;
  /** The body without what only its caller may know; undefined if it is not JSON. */
  readonly body: Json | undefined;
}

/** Checks whether a response is an error: by its status, or because the body of a success says so itself. */
function isFailure({ status, text }: Exchange): boolean {
  if (status >= 400) return true;
  if (status < 200 || status > 299 || status === 207 || !/^\s*\{/.test(text ?? "")) return false;
  const body = parseJson(text);
  if (!isObject(body)) return false;
  const hasError = [body.error, body.errors].some((error) => typeof error === "object" && error !== null);
  return (body.success === false || body.ok === false || hasError) && (body.data ?? body.result ?? null) === null;
}

/** Returns the error of a response, or a sentence that says why it has none. */
function failureOf(exchange: Exchange, parse: ParseFailure): Failure | string {
  const { status, headers, text } = exchange;
  const { code, message } = parse(status, headers, text ?? "");
  if (code === `HTTP_${status}`)
    return text === undefined
      ? "Its body was not recorded, or is not text."
      : "Its body has no code, so it cannot be an entry of a contract.";
  if (!/^[A-Za-z0-9](?:[\w.:/ -]{0,61}[\w.:-])?$/.test(code))
    return "Its code is longer than 63 characters, or no name.";
  const [body, ids] = [parseJson(text), idsOf(exchange.url)];
  return {
    code,
    message: redactMessage(message, ids),
    exchange,
    body: body === undefined ? undefined : redact(body, { code, message, status, ids }),
  };
}

/** Returns the words of an address that become parameters, and the values of its query. */
function idsOf({ pathname, searchParams }: URL): ReadonlySet<string> {
  return new Set([...pathname.split("/").filter(isId), ...[...searchParams.values()].filter((value) => value !== "")]);
}

function factsOf({ code, message, exchange }: Failure): readonly Fact[] {
  const { status, headers, source } = exchange;
  const waits = ["retry-after", "retry-after-ms"].some((name) => Object.hasOwn(headers, name));
  return [
    fact(code, "code", code, source),
    fact(code, "status", status, source),
    ...(/\s/.test(message) && message !== `HTTP ${status}` ? [fact(code, "message", message, source, "derived")] : []),
    ...(waits
      ? [
          fact(code, "header", "Retry-After", source),
          fact(code, "retry", "Responses have Retry-After.", source, "derived"),
        ]
      : []),
  ];
}

function bodyOf({ body, exchange: { status, source } }: Failure): readonly ExampleBody[] {
  return body === undefined ? [] : [{ value: body, status, source }];
}

function operationsOf(failures: readonly Failure[]): Readonly<Record<string, readonly string[]>> {
  const operations = new Map<string, Set<string>>();
  for (const { code, exchange } of failures) {
    const operation = operationOf(exchange);
    const codes = operations.get(operation);
    if (codes !== undefined) codes.add(code);
    else if (operations.size < maxOperations) operations.set(operation, new Set([code]));
  }
  const sorted = [...operations].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([operation, codes]) => [operation, [...codes]]));
}

function operationOf({ method, url }: Exchange): string {
  return `${method} ${pathTemplate(url.pathname)}`;
}

function decoyOf(origin: string | undefined): (failure: Failure) => Decoy {
  return ({ code, exchange }) => ({
    name: code,
    reason: `an error of ${exchange.url.host}, and most recorded errors are of ${origin}`,
    source: exchange.source,
  });
}

/** Keeps the first of the values with the same key. */
function firstOf<Value>(keyOf: (value: Value) => string): (value: Value) => readonly Value[] {
  const seen = new Set<string>();
  return (value) => {
    const key = keyOf(value);
    if (seen.has(key)) return [];
    seen.add(key);
    return [value];
  };
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function parseJson(text: string | undefined): Json | undefined {
  try {
    return JSON.parse(text ?? "") as Json;
  } catch {
    return undefined;
  }
}
