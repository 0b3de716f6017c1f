import type { Kind } from "../contract/index.ts";
import { own } from "./own.ts";

/** What a body says. Details are as they came. */
export interface Reading {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly details?: unknown;
  readonly param?: string | undefined;
  readonly requestId?: string | undefined;
  readonly docsUrl?: string | undefined;
  readonly title?: string | undefined;
  /** The kind that the body itself names. */
  readonly kind?: Kind | undefined;
}

/**
 * Reads an error of an API without a contract, in any of the published forms: members beside `error`, `errors`,
 * `detail`, GraphQL's `extensions`, the typed details of AIP-193, problem+json, Kubernetes, Azure, AWS.
 * Never throws, whatever the body is.
 */
export function readForeign(body: unknown, status: number): Reading {
  // The objects and lists that the body is made of, the outermost first: a handful, whatever the body nests.
  const layers = (nodeOf(body) ? [body] : []) as Readonly<Record<string, unknown>>[];
  for (const layer of layers)
    for (const key in layer) {
      const value = own(layer, key);
      if (layers.length < 50 && nodeOf(value)) layers.push(value as never);
    }
  // By what tells each, the likeliest first.
  return {
    code: pick(layers, ["code", "reason", "__type", "error", "type", "status"], codeOf, status),
    message: pick(layers, ["message", "detail", "error_description", "title", "error"], textOf),
    details: pick(layers, ["metadata", "details", "extensions", "detail", "errors"], nodeOf),
    param: pick(layers, ["param", "field", "target", "pointer"], textOf),
    requestId: pick(layers, ["request_id", "requestId"], textOf),
  };
}

function pick<Value>(
  layers: readonly Readonly<Record<string, unknown>>[],
  names: readonly string[],
  read: (value: unknown, status: number) => Value | undefined | false,
  status = 0,
): Value | undefined {
  for (const name of names)
    for (const layer of layers) {
      const value = Object.hasOwn(layer, name) && read(layer[name], status);
      if (value) return value;
    }
  return undefined;
}

function nodeOf(value: unknown): unknown {
  return typeof value === "object" && value;
}

function textOf(value: unknown): string | false {
  return typeof value === "string" && value.slice(0, 4096);
}

/** A code is one word: AWS writes its namespace before it and an address after it, problem types are addresses. */
function codeOf(value: unknown, status: number): string | undefined | false {
  const text = typeof value !== "object" && `${value}`.slice(0, 256);
  const word = text && /(?:^|[#/])(?!about:|(?:error|true|false)$|fail)([\w.:-]+?)(?::http.*)?$/i.exec(text)?.[1];
  return word !== `${status}` && word;
}
