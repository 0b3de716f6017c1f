import type { Json } from "../../contract/index.ts";
import { isObject, textOf } from "../data/index.ts";
import type { SourcePosition } from "../facts.ts";

/** A recorded request and its response. */
export interface Exchange {
  /** In capitals. */
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as a text; undefined if it was not recorded or cannot be read. */
  readonly text: string | undefined;
  readonly source: SourcePosition;
}

/** Reads one entry of a recording; a sentence that says why if it has no exchange, and undefined if no response arrived. */
export function exchangeOf(entry: Json | undefined, source: SourcePosition): Exchange | string | undefined {
  const [request, response] = isObject(entry) ? [entry.request, entry.response] : [];
  if (!isObject(request) || !isObject(response)) return "It has no request or no response.";
  const [method, address, { status }] = [textOf(request.method), textOf(request.url), response];
  if (typeof status !== "number") return "It has no status.";
  if (status < 100 || status > 599) return undefined;
  if (method === undefined || !/^[!#$%&'*+.^_`|~0-9A-Z-]{1,32}$/i.test(method)) return "It has no method.";
  if (address === undefined || !URL.canParse(address, "http://localhost")) return "It has no valid URL.";
  const url = new URL(address.slice(0, maxAddress), "http://localhost");
  if (!/^https?:$/.test(url.protocol)) return undefined;
  return {
    method: method.toUpperCase(),
    url,
    status,
    headers: headersOf(response.headers),
    text: bodyOf(response),
    source,
  };
}

/** Characters of an address that are read; servers reject longer ones. */
const maxAddress = 8_192;
/** Characters of one body. Those of errors are short. */
const maxBody = 256 * 2 ** 10;

/** Reads a list of names and values, as HAR has, or an object. */
function headersOf(headers: Json | undefined): Readonly<Record<string, string>> {
  const pairs = Array.isArray(headers)
    ? (headers as readonly Json[]).map((header) => (isObject(header) ? [header.name, header.value] : []))
    : Object.entries(isObject(headers) ? headers : {});
  return Object.fromEntries(
    pairs
      .filter(([name, value]) => typeof name === "string" && /^(?:string|number)$/.test(typeof value))
      .map(([name, value]) => [String(name).toLowerCase(), String(value)]),
  );
}

/** Reads `content` as HAR has it, or a `body` that is a text or JSON. */
function bodyOf({ content, body }: Readonly<Record<string, Json | undefined>>): string | undefined {
  if (!isObject(content)) return typeof body === "object" && body !== null ? JSON.stringify(body) : cut(textOf(body));
  const text = textOf(content.text);
  if (text === undefined || content.encoding !== "base64") return cut(text);
  return decode(text.slice(0, Math.ceil((maxBody * 4) / 3)), textOf(content.mimeType) ?? "");
}

function cut(text: string | undefined): string | undefined {
  return text === undefined || text.length <= maxBody ? text : undefined;
}

/** Decodes base64 in the character set of the media type; undefined if it is not text. */
function decode(base64: string, mediaType: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const charset = /charset=["']?([\w-]{1,40})/i.exec(mediaType)?.[1] ?? "utf-8";
    const text = new TextDecoder(charset).decode(bytes);
    return text.includes("\u0000") ? undefined : text;
  } catch {
    return undefined;
  }
}
