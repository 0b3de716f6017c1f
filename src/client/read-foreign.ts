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

/** A member of what is made of this is its own. */
const nothing: object = Object.create(null);

/**
 * Reads an error of an API without a contract, in any of the published forms: members beside `error`, `errors`,
 * `detail`, GraphQL's `extensions`, the typed details of AIP-193, problem+json, Kubernetes, Azure, AWS.
 * Never throws, whatever the body is.
 */
export function readForeign(body: unknown, status: number): Reading {
  // The objects and lists that the body is made of, the outermost first: a handful, whatever the body nests.
  const layers = [body as Layer];
  // By name, the outermost of each: to look for every name in every layer takes twice as long.
  const nodes = Object.create(nothing) as Record<string, object>;
  const texts = Object.create(nothing) as Record<string, string>;
  gather(layers, nodes, texts);
  // By what tells each, the likeliest first.
  return {
    code: codeIn(layers, status),
    details: nodes.metadata || nodes.details || nodes.extensions || nodes.detail || nodes.errors,
    message: texts.message || texts.detail || texts.error_description || texts.title || texts.error,
    param: texts.param || texts.field || texts.target || texts.pointer,
    requestId: texts.request_id || texts.requestId,
  };
}

type Layer = Readonly<Record<string, unknown>>;

function gather(layers: Layer[], nodes: Record<string, object>, texts: Record<string, string>): void {
  for (const layer of layers)
    for (const key in layer) {
      const value = own(layer, key);
      if (typeof value === "string") texts[key] ||= value.slice(0, 4096);
      else if (typeof value === "object" && value) {
        nodes[key] ||= value;
        if (layers.length < 50) layers.push(value as Layer);
      }
    }
}

/** Gives the first that is a code and not the status once more; an outer `type` may only say that this is an error. */
function codeIn(layers: readonly Layer[], status: number): string | undefined {
  for (const name of ["code", "reason", "__type", "error", "type", "status"])
    for (const layer of layers) {
      const value = own(layer, name) as string;
      const code = value && typeof value !== "object" && codeOf(`${value}`.slice(0, 256));
      if (code && code !== `${status}`) return code;
    }
  return undefined;
}

/** A code is one word: AWS writes its namespace before it and an address after it, problem types are addresses. */
function codeOf(text: string): string | undefined {
  // The usual form first: it takes a third of the time.
  return /^(?!(error|true|false|fail\w{0,3})$)\w+$/i.test(text)
    ? text
    : /(?:^|[#/])(?!about:|(error|true|false|fail\w{0,3})$)([\w.:-]+?)(?::http.*)?$/i.exec(text)?.[2];
}
