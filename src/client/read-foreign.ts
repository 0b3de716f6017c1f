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

/** Members that tell the code, the message, details, the field at fault and the request, the likeliest first. */
const members =
  "code reason __type error type status,message detail error_description title error,metadata details extensions detail errors,param field target pointer,request_id requestId"
    .split(",")
    .map((names) => names.split(" "));

/**
 * Reads an error of an API without a contract, in any of the published forms: members beside `error`, `errors`,
 * `detail`, GraphQL's `extensions`, the typed details of AIP-193, problem+json, Kubernetes, Azure, AWS.
 * Never throws, whatever the body is.
 */
export function readForeign(body: unknown, status: number): Reading {
  // The objects and lists that the body is made of, the outermost first: a handful, whatever the body nests.
  const layers = (nodeOf(body) ? [body] : []) as Readonly<Record<string, unknown>>[];
  for (const layer of layers)
    for (const key in layer) if (layers.length < 50 && nodeOf(own(layer, key))) layers.push(layer[key] as never);
  const pick = <Value>(
    index: number,
    read: (value: unknown, status: number) => Value | undefined | false,
  ): Value | undefined => {
    for (const key of members[index] as string[])
      for (const layer of layers) {
        const found = Object.hasOwn(layer, key) && read(layer[key], status);
        if (found) return found;
      }
    return undefined;
  };
  return {
    code: pick(0, codeOf),
    message: pick(1, textOf),
    details: pick(2, nodeOf),
    param: pick(3, textOf),
    requestId: pick(4, textOf),
  };
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
