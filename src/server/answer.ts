import type { AnyContract, ApiError, Entry, FormatMessage, MessageFormatter } from "../contract/index.ts";
import { compileMessage } from "../contract/index.ts";
import type { Envelope, RenderValues } from "../envelope/index.ts";
import { compileEnvelope, envelopesOf } from "../envelope/index.ts";
import { chooseLanguage, wantsProblem } from "./accept.ts";
import type { HeaderRecord } from "./header-value.ts";
import { putHeader, safeHeader } from "./header-value.ts";
import type { RequestContext } from "./request-context.ts";

/** A response before any framework has touched it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<HeaderRecord>;
  /** The whole body, to be sent as UTF-8. */
  readonly body: string;
  /** Length of the body in bytes. */
  readonly bytes: number;
  /** The error that is answered; for recording. */
  readonly error: ApiError;
}

/** The part of the boundary's options that answering needs. */
export interface AnswerOptions {
  /** Scheme and realm of WWW-Authenticate on 401. @default Bearer, with the contract's name as realm */
  readonly authenticate?: { readonly scheme?: string; readonly realm?: string };
  /** Formats messages with plural, select or dates, as intl-messageformat does. */
  readonly formatter?: MessageFormatter;
}

/** How the errors of one code look in one language and one envelope: everything that does not change between occurrences. */
interface Face {
  /** All that are always there; the values of X-Request-Id and Content-Length are still to be filled in. */
  readonly headers: Readonly<HeaderRecord>;
  readonly placed: readonly (readonly [name: string, format: FormatMessage])[];
  readonly masked: boolean;
  readonly render: (facts: RenderValues) => string;
}

/** An id that a response is made with may not be replaced by an error's own headers. */
const protectedNames = new Set(["content-type", "content-length", "transfer-encoding", "x-request-id"]);
/** Generic clients repeat a 429 within seconds; a reset further away than this is no use to them, in milliseconds. */
const longWaitMs = 60_000;

/** Makes the function that turns an error of the contract into a response. */
export function answerer(
  contract: AnyContract,
  options: AnswerOptions,
): (error: ApiError, context: RequestContext) => Answer {
  const own = envelopesOf(contract);
  const problem = compileEnvelope("problem+json", { name: contract.name });
  const [first = contract.language, ...others] = contract.languages;
  const languages: readonly [string, ...string[]] = [first, ...others];
  const faces = new Map<string, Map<Entry, Face>>();

  const faceOf = (entry: Entry, { request }: RequestContext): Face => {
    const accept = request.header("accept");
    const envelope =
      typeof accept === "string" && wantsProblem(accept, own.of(entry).mediaType) ? problem : own.of(entry);
    const language = others.length === 0 ? first : chooseLanguage(request.header("accept-language"), languages);
    const key = envelope === problem ? `${language} problem` : language;
    const known = faces.get(key)?.get(entry);
    if (known !== undefined) return known;
    const face = makeFace(contract, entry, envelope, language, options);
    faces.set(key, (faces.get(key) ?? new Map()).set(entry, face));
    return face;
  };

  return (error, context) => {
    const { entry } = error;
    const face = faceOf(entry, context);
    const { requestId } = context;
    const details = face.masked ? undefined : error.details;
    const body = face.render(details === undefined ? { requestId } : { details, requestId });
    const bytes = byteLength(body);
    // Cloned with all of its names and then filled: a spread with members behind it takes V8 fifty times as long.
    const headers: HeaderRecord = { ...face.headers };
    headers["X-Request-Id"] = requestId;
    headers["Content-Length"] = String(bytes);
    if (!face.masked && (error.options !== undefined || face.placed.length > 0))
      addOccurrenceHeaders(headers, error, face);
    return { status: entry.status, headers, body, bytes, error };
  };
}

function makeFace(
  contract: AnyContract,
  entry: Entry,
  envelope: Envelope,
  language: string,
  options: AnswerOptions,
): Face {
  const masked = entry.masks.length > 0;
  // What is never stored needs no Vary for the choice of the envelope.
  const fixed: HeaderRecord = { "Content-Type": envelope.mediaType, "Cache-Control": "no-store" };
  if (contract.languages.length > 1) {
    fixed["Content-Language"] = languageOf(entry, language, contract);
    fixed.Vary = "Accept-Language";
  }
  const repeat = shouldRetry(entry);
  if (repeat !== undefined) fixed["x-should-retry"] = repeat;
  if (entry.status === 401) fixed["WWW-Authenticate"] = challenge(contract, entry, options);
  const placed: [string, FormatMessage][] = [];
  for (const [name, value] of Object.entries(entry.headers)) {
    if (value.includes("{")) placed.push([name, compileMessage(value, "en")]);
    else addHeader(fixed, name, value);
  }
  const format = contract.formatOf(entry, language, options.formatter);
  return {
    headers: { ...fixed, "X-Request-Id": "", "Content-Length": "" },
    placed: masked ? [] : placed,
    masked,
    render: envelope.renderer(entry, format),
  };
}

/** What only this occurrence knows: how long to wait, and the headers that its thrower gave. */
function addOccurrenceHeaders(headers: HeaderRecord, error: ApiError, face: Face): void {
  for (const [name, format] of face.placed) {
    const value = format(error.details);
    // A placeholder without its detail stays in braces; half a header is worse than none.
    if (!value.includes("{"))
      addHeader(headers, name, /^retry-after$/i.test(name) ? wholeSeconds(Number(value)) : value);
  }
  const { options } = error;
  if (options === undefined) return;
  for (const [name, value] of Object.entries(options.headers ?? {})) addHeader(headers, name, value);
  const { retryAfterMs } = options;
  if (retryAfterMs === undefined) return;
  putHeader(headers, "Retry-After", wholeSeconds(retryAfterMs / 1_000));
  putHeader(headers, "retry-after-ms", String(Math.max(Math.ceil(retryAfterMs) || 0, 1)));
  if (error.entry.retry === "after_reset" && retryAfterMs <= longWaitMs) delete headers["x-should-retry"];
}

function addHeader(headers: HeaderRecord, name: string, value: string): void {
  const header = protectedNames.has(name.toLowerCase()) ? undefined : safeHeader(name, String(value));
  if (header !== undefined) putHeader(headers, ...header);
}

/** RFC 9110 wants an integer; rounded down, or 0, would bring the client back before its time. */
function wholeSeconds(seconds: number): string {
  return String(Number.isFinite(seconds) ? Math.max(Math.ceil(seconds), 1) : 1);
}

/** "false" where no retry helps; "true" where one helps although generic clients would not try, going by the status. */
function shouldRetry({ retry, status }: Entry): "true" | "false" | undefined {
  if (retry === "never" || retry === "after_action" || retry === "after_state" || retry === "after_reset")
    return "false";
  return status >= 500 || status === 408 || status === 409 || status === 429 ? undefined : "true";
}

/** @see RFC 9110 section 11.6.1 (a 401 must name a scheme), RFC 6750 section 3.1 (no error code when nothing was sent) */
function challenge(contract: AnyContract, entry: Entry, { authenticate = {} }: AnswerOptions): string {
  const { scheme = "Bearer", realm = contract.name } = authenticate;
  const error = scheme === "Bearer" && entry.kind !== "unauthenticated" ? ', error="invalid_token"' : "";
  return `${scheme} realm="${realm.replaceAll(/["\\]/g, "")}"${error}`;
}

/** A message that is not translated is in the contract's own language, and says so. */
function languageOf(entry: Entry, language: string, contract: AnyContract): string {
  return Object.hasOwn(entry.messages, language) ? language : contract.language;
}

const encoder = new TextEncoder();
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is one byte in UTF-8
const ascii = /^[\x00-\x7f]*$/;
const buffer = (globalThis as { Buffer?: { byteLength(text: string): number } }).Buffer;
const byteLength: (text: string) => number =
  buffer === undefined
    ? (text) => (ascii.test(text) ? text.length : encoder.encode(text).length)
    : (text) => buffer.byteLength(text);
