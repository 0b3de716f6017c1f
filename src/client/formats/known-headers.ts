import type { Kind } from "../../contract/index.ts";
import type { HeaderSource } from "../parse/untrusted-input.ts";
import { codeIn } from "./code-in.ts";
import { maxTextLength } from "./parse-text.ts";

/**
 * Functions of the client that the formats use. They are passed in rather than imported, so that bundlers write the formats
 * to one file that shares no other file with the client.
 */
export interface ResponseReader {
  /** Returns a header; "" if it is missing. */
  readonly readHeader: (headers: HeaderSource, name: string) => string;
  /** Returns the wait that a response asks for, in milliseconds. */
  readonly retryHint: (headers: HeaderSource, body?: unknown) => number | undefined;
  /** Returns the kind of a status. */
  readonly kindOfStatus: (status: number) => Kind;
  /** Kinds that statuses have. */
  readonly kinds: ReadonlySet<string>;
}

/** Headers that carry a request id, by how exact they are, after the usual ones. */
const requestIdHeaders = [
  /^(?:[\w-]+-)?req(?:uest)?[-_]?id$/,
  /(?:correlation|tracking|debug|activity|audit|query|execution|upload|amz-cf)-?id$|^cf-ray$|tid$|vercel-id$/,
  /trace-?(id|token)$/,
];

/** Headers that carry a code: `x-amzn-errortype`, `x-ms-error-code`, `mediawiki-api-error`. */
const errorHeader = /(error|exception)(-?(code|type))?$/;

const messageHeader = /(error|exception)-?message$/;

/** Headers of one response. */
export interface KnownHeaders {
  /** Returns a header by its name; "" if it is missing. */
  readonly get: (name: string) => string;
  /** Returns the first header with such a name. */
  readonly find: (names: RegExp) => unknown;
}

/** Reads the headers of a response. They are listed at most once, because platforms sort them each time. */
export function knownHeaders(headers: HeaderSource, { readHeader }: ResponseReader): KnownHeaders {
  let entries: readonly (readonly [string, unknown])[] | undefined;
  return {
    get: (name) => readHeader(headers, name),
    find: (names) => {
      // A caller without types can pass undefined.
      entries ??=
        Symbol.iterator in Object(headers)
          ? [...(headers as unknown as Iterable<[string, string]>)]
          : Object.entries(Object(headers));
      return entries.find(([name, value]) => value && names.test(name))?.[1];
    },
  };
}

/** Returns the request id in the headers of a response. */
export function requestIdInHeaders({ get, find }: KnownHeaders): string | undefined {
  return get("x-request-id") || get("request-id") || asText(requestIdHeaders.map(find).find(Boolean));
}

/** Returns the code in the headers of a response, such as that of a response without a body. */
export function codeInHeaders({ get, find }: KnownHeaders, status: number): string | undefined {
  const challenge = /\berror="?([\w.-]+)/.exec(get("www-authenticate"))?.[1];
  return codeIn(find(errorHeader) ?? challenge ?? get("grpc-status"), status, "code");
}

/** Returns the message in the headers of a response without one in its body. */
export function messageInHeaders({ get, find }: KnownHeaders): string | undefined {
  return asText(find(messageHeader) ?? /\berror_description="([^"]+)"/.exec(get("www-authenticate"))?.[1]);
}

function asText(value: unknown): string | undefined {
  return value ? `${value}`.slice(0, maxTextLength) : undefined;
}
