import type { Kind } from "../contract/index.ts";
import { layersOf } from "./layers-of.ts";
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
  const layers = layersOf(body);
  const pick = <Value>(keys: string, read: (value: unknown) => Value | undefined | false): Value | undefined =>
    keys
      .split(" ")
      .flatMap((key) => layers.map((layer) => read(own(layer, key))))
      .find(Boolean) as Value | undefined;
  return {
    code: pick("code reason __type error type status", (value) => codeOf(value, status)),
    message: pick("message detail error_description title error", textOf),
    details: pick("metadata details extensions detail errors", (value) => typeof value === "object" && value),
    param: pick("param field target pointer", textOf),
    requestId: pick("request_id requestId", textOf),
  };
}

function textOf(value: unknown): string | false {
  return typeof value === "string" && value.slice(0, 4096);
}

/** A code is one word: AWS writes its namespace before it and an address after it, problem types are addresses. */
function codeOf(value: unknown, status: number): string | undefined | false {
  const text = /str|num/.test(typeof value) && `${value}`.slice(0, 256);
  const word = text && /(?:^|[#/])(?!about:|error$|fail)([\w.:-]+?)(?::http.*)?$/i.exec(text)?.[1];
  return word !== `${status}` && word;
}
