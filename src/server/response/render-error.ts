import type { AnyContract, ApiError, Entry, MessageFormatter } from "../../contract/index.ts";
import { compileHeader } from "../../contract/index.ts";
import type { RenderValues, WireEnvelope } from "../../envelope/index.ts";
import { compileWireEnvelope, wireEnvelopesOf } from "../../envelope/index.ts";
import { chooseLanguage, type ErrorForm, preferredForm, type RequestContext } from "../request/index.ts";
import { markdownRenderer } from "./markdown-error.ts";

/** Response headers, each name once, in the order in which they are sent. */
export type HeaderRecord = Record<string, string>;

/** The response to an error, independent of any framework. */
export interface ErrorResponse {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Headers to send, including `Content-Type` and `Content-Length`. */
  readonly headers: Readonly<HeaderRecord>;
  /** The whole body, to be sent as UTF-8. */
  readonly body: string;
  /** Length of the body in bytes. */
  readonly bytes: number;
  /** The error of the contract. Private: its cause and note are for the log only. */
  readonly error: ApiError;
}

/** Options for rendering errors. */
export interface RenderOptions {
  /** Scheme and realm of `WWW-Authenticate` on 401. @default `Bearer`, with the contract's name as realm */
  readonly authenticate?:
    | {
        /** Scheme of the credential. @default "Bearer" */
        readonly scheme?: string | undefined;
        /** Name of the protected area. @default the name of the contract */
        readonly realm?: string | undefined;
      }
    | undefined;
  /** Formats messages that use plural, select or dates; see intl-messageformat. @default none: such messages are rejected */
  readonly formatter?: MessageFormatter | undefined;
  /** Whether the code is also sent as `Errata-Code`, so that HEAD responses, proxies and logs have it. @default true */
  readonly codeHeader?: boolean | undefined;
  /**
   * URL or path to which a code is appended to form the address of its page: `/docs/shop/`. Errors send it where their
   * envelope has a field for it, otherwise as `Link: <…>; rel="help"`. @default the contract's `docsUrl`
   */
  readonly docs?: string | undefined;
  /**
   * Absolute http or https URL at which callers reach the server, such as `https://api.example.com`. It completes the
   * addresses of pages if `docs` is a path. @default errors send the path
   */
  readonly publicUrl?: string | undefined;
  /**
   * Translates texts within the details, such as the messages of field errors, into the language of the response. Called
   * only for languages other than the contract's own, with details that the contract declares. Must not throw. Members that
   * the contract does not declare are not sent.
   *
   * @default details are sent as they are
   */
  readonly localizeDetails?: ((details: unknown, language: string) => unknown) | undefined;
}

/** The parts of a response that are the same for every error of one code in one language and one envelope. */
interface ResponseTemplate {
  /** Headers in their final order. X-Request-Id and Content-Length are filled in per response. */
  readonly headers: Readonly<HeaderRecord>;
  /** Headers of the contract whose values contain placeholders. A format returns undefined when a detail is missing. */
  readonly formattedHeaders: readonly (readonly [name: string, format: (details: unknown) => string | undefined])[];
  readonly isMasked: boolean;
  readonly language: string;
  readonly render: (values: RenderValues) => string;
}

/** The parts of an envelope that write bodies. */
interface BodyForm extends Pick<WireEnvelope, "mediaType" | "renderer"> {
  readonly fields: Pick<WireEnvelope["fields"], "docsUrl">;
}

/** The form for agents. */
const markdownForm: BodyForm = {
  mediaType: "text/markdown; charset=utf-8",
  fields: { docsUrl: true },
  renderer: markdownRenderer,
};

/** Names that the headers of an error cannot set, because they describe its body or frame the response. */
const protectedNames = new Set([
  ...["content-type", "content-length", "content-encoding", "content-range", "transfer-encoding", "trailer", "upgrade"],
  "x-request-id",
]);
/** SDKs such as those of OpenAI and Stripe ignore a Retry-After above 60 s and retry within seconds. In milliseconds. */
const nearResetMs = 60_000;
/** Headers that are neither about the body of the response that is replaced nor about its framing. */
const preparedHeaders =
  /^(?!(?:content-.*|transfer-encoding|trailer|connection|keep-alive|upgrade|etag|last-modified|accept-ranges)$)/;
const corsHeaders = /^access-control-/;

/** Creates the function that renders an error of the contract as a response. */
export function createErrorRenderer(
  contract: AnyContract,
  options: RenderOptions,
  warn: (message: string) => void,
): (error: ApiError, context: RequestContext) => ErrorResponse {
  const envelopes = wireEnvelopesOf(contract);
  const forms: Readonly<Record<ErrorForm, BodyForm>> = {
    "application/problem+json": compileWireEnvelope("problem+json", { name: contract.name }),
    "text/markdown": markdownForm,
  };
  const [first = contract.language, ...others] = contract.languages;
  const languages: readonly [string, ...string[]] = [first, ...others];
  const templates = new Map<string, Map<Entry, ResponseTemplate>>();

  const templateFor = (entry: Entry, { request }: RequestContext): ResponseTemplate => {
    const accept = request.header("accept");
    // Checked first, because hardly any client names one of the other forms.
    const form =
      typeof accept === "string" && /problem|markdown/i.test(accept)
        ? preferredForm(accept, envelopes.of(entry).mediaType)
        : undefined;
    const language = others.length === 0 ? first : chooseLanguage(request.header("accept-language"), languages);
    const key = form === undefined ? language : `${language} ${form}`;
    const existing = templates.get(key)?.get(entry);
    if (existing !== undefined) return existing;
    const body = form === undefined ? envelopes.of(entry) : forms[form];
    const template = createTemplate(contract, entry, body, language, options);
    templates.set(key, (templates.get(key) ?? new Map()).set(entry, template));
    return template;
  };

  const localized = detailsLocalizer(contract, options, warn);

  return (error, context) => {
    const { entry } = error;
    const template = templateFor(entry, context);
    const { requestId } = context;
    const details = template.isMasked ? undefined : localized(error, template.language);
    const body = template.render(details === undefined ? { requestId } : { details, requestId });
    const bytes = byteLength(body);
    // A copy whose members are assigned: V8 is 50 times slower at a spread that is followed by members.
    const headers: HeaderRecord = { ...template.headers };
    headers["X-Request-Id"] = requestId;
    headers["Content-Length"] = String(bytes);
    if (!template.isMasked && (error.options !== undefined || template.formattedHeaders.length > 0))
      addErrorHeaders(headers, error, template);
    return { status: entry.status, headers, body, bytes, error };
  };
}

/** Creates the function that returns the details of an error in a language. A mistake of `localizeDetails` is warned about once per code. */
function detailsLocalizer(
  contract: AnyContract,
  { localizeDetails }: RenderOptions,
  warn: (message: string) => void,
): (error: ApiError, language: string) => unknown {
  const warned = new Set<string>();
  return ({ entry, details }, language) => {
    if (localizeDetails === undefined || details === undefined || language === contract.language) return details;
    const omitted: Parameters<Entry["project"]>[1] = { omitted: undefined };
    const projected = entry.project(localizeDetails(details, language), omitted);
    if (omitted.omitted !== undefined && !warned.has(entry.code)) {
      warned.add(entry.code);
      const parts = omitted.omitted.map(({ path, reason }) => `${path || "all of them"} (${reason})`);
      warn(
        `ERRATA_DETAILS_UNDECLARED: expected \`localizeDetails\` to return the details that ${entry.code} declares, received others: ` +
          `${parts.join(", ").slice(0, 200)}. They are not sent. Change texts only.`,
      );
    }
    return projected;
  };
}

/**
 * Returns which headers stay that middlewares have set before an error, by their names in lower case. A masked error keeps only
 * those of CORS, because others could reveal the cause.
 */
export function keptHeaders(error?: Pick<ErrorResponse, "error">): RegExp {
  return error !== undefined && error.error.entry.masks.length > 0 ? corsHeaders : preparedHeaders;
}

/**
 * Adds to the headers of an error those that middlewares have prepared for the response. Keeps a plain object if there are
 * no cookies, because servers write it faster.
 *
 * @param error response to the error
 * @param headers a copy of the error's headers, which replace prepared ones
 * @param prepared headers that stay unless they belong to the replaced body, by their names in lower case
 * @param returned headers of a response that the error replaces. Only those of CORS stay
 */
export function withKeptHeaders(
  error: Pick<ErrorResponse, "error">,
  headers: HeaderRecord,
  prepared: Iterable<readonly [string, string]>,
  returned: Iterable<readonly [string, string]> = [],
): HeaderRecord | [string, string][] {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const cookies: [string, string][] = [];
  for (const [name, value] of returned) if (corsHeaders.test(name) && !names.has(name)) headers[name] = value;
  const kept = keptHeaders(error);
  for (const [name, value] of prepared) {
    if (!kept.test(name) || names.has(name) || !isSendable(value)) continue;
    if (name === "set-cookie") cookies.push([name, value]);
    else headers[name] = value;
  }
  return cookies.length === 0 ? headers : [...Object.entries(headers), ...cookies];
}

/** Returns whether servers accept the value of a header. They fail for any other. */
export function isSendable(value: unknown): boolean {
  return !/[^\t -~\x80-\xff]/.test(String(value));
}

function createTemplate(
  contract: AnyContract,
  entry: Entry,
  envelope: BodyForm,
  language: string,
  options: RenderOptions,
): ResponseTemplate {
  const isMasked = entry.masks.length > 0;
  // no-store makes `Vary: Accept` unnecessary.
  const headers: HeaderRecord = { "Content-Type": envelope.mediaType, "Cache-Control": "no-store" };
  if (contract.languages.length > 1) {
    // A message without a translation is sent in the contract's own language.
    headers["Content-Language"] = Object.hasOwn(entry.messages, language) ? language : contract.language;
    headers.Vary = "Accept-Language";
  }
  const docsUrl = docsUrlOf(entry, options);
  if (options.codeHeader !== false) headers["Errata-Code"] = entry.code;
  if (docsUrl !== undefined && !envelope.fields.docsUrl) headers.Link = `<${toAscii(docsUrl)}>; rel="help"`;
  const retry = shouldRetry(entry);
  if (retry !== undefined) headers["x-should-retry"] = retry;
  if (entry.status === 401) headers["WWW-Authenticate"] = challenge(contract, entry, options);
  const formattedHeaders: [string, (details: unknown) => string | undefined][] = [];
  for (const [name, value] of Object.entries(entry.headers)) {
    if (value.includes("{")) formattedHeaders.push([name, compileHeader(value)]);
    else addHeader(headers, name, value, entry.status);
  }
  headers["X-Request-Id"] = "";
  headers["Content-Length"] = "";
  const render = envelope.renderer(withDocsUrl(entry, docsUrl), contract.formatOf(entry, language, options.formatter));
  return { headers, formattedHeaders: isMasked ? [] : formattedHeaders, isMasked, language, render };
}

function docsUrlOf({ code, docsUrl }: Entry, { docs, publicUrl = "" }: RenderOptions): string | undefined {
  const base = docs?.startsWith("/") ? publicUrl.replace(/\/$/, "") : "";
  // Slashes stay, because servers may reject encoded ones.
  const path = code.split("/").map(encodeURIComponent).join("/");
  return docsUrl ?? (docs === undefined ? undefined : base + docs + path);
}

/** Inherits the entry, because its functions are not enumerable. */
function withDocsUrl(entry: Entry, docsUrl: string | undefined): Entry {
  return docsUrl === entry.docsUrl ? entry : Object.create(entry, { docsUrl: { value: docsUrl } });
}

/** Adds the headers that depend on the single error: formatted ones, its own, and how long to wait. */
function addErrorHeaders(headers: HeaderRecord, error: ApiError, template: ResponseTemplate): void {
  const { status } = error.entry;
  for (const [name, format] of template.formattedHeaders) {
    const value = format(error.details);
    if (value !== undefined)
      addHeader(headers, name, /^retry-after$/i.test(name) ? atLeastOne(Number(value)) : value, status);
  }
  const { options } = error;
  if (options === undefined) return;
  for (const [name, value] of Object.entries(options.headers ?? {})) addHeader(headers, name, value, status);
  const { retryAfterMs = Number.NaN } = options;
  // A wrong wait is worse than none.
  if (!(Number.isFinite(retryAfterMs) && Number(retryAfterMs) >= 0)) return;
  putHeader(headers, "Retry-After", atLeastOne(retryAfterMs / 1_000));
  putHeader(headers, "retry-after-ms", atLeastOne(retryAfterMs));
  if (error.entry.retry === "after_reset" && retryAfterMs <= nearResetMs) delete headers["x-should-retry"];
}

/** Adds a header of the contract or of an error, unless its name is malformed or protected. */
function addHeader(headers: HeaderRecord, name: string, value: string, status: number): void {
  const lower = name.toLowerCase();
  // In a 416, Content-Range states the length of the resource. @see RFC 9110 section 15.5.17
  const isProtected = protectedNames.has(lower) && !(status === 416 && lower === "content-range");
  if (!/^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(name) || isProtected) return;
  putHeader(headers, name, printable(String(value)));
}

/** Replaces a header of the same name in any case, or appends it. */
function putHeader(headers: HeaderRecord, name: string, value: string): void {
  const lower = name.toLowerCase();
  const existing = Object.keys(headers).find((other) => other.length === lower.length && other.toLowerCase() === lower);
  headers[existing ?? name] = value;
}

/** Rounds up to an integer in plain digits, so that a client never returns too early; RFC 9110 requires whole seconds. A value that is not finite counts as 1. */
function atLeastOne(value: number): string {
  return String(Number.isFinite(value) ? Math.min(Math.max(Math.ceil(value), 1), Number.MAX_SAFE_INTEGER) : 1);
}

/** "false" if no retry can help, "true" if one can although generic clients do not retry the status. */
function shouldRetry({ retry, status }: Entry): "true" | "false" | undefined {
  if (retry === "never" || retry === "after_action" || retry === "after_state" || retry === "after_reset")
    return "false";
  return status >= 500 || status === 408 || status === 409 || status === 429 ? undefined : "true";
}

/** @see RFC 9110 section 11.6.1 (a 401 names a scheme) and RFC 6750 section 3.1 (no error code without a credential) */
function challenge(contract: AnyContract, entry: Entry, { authenticate = {} }: RenderOptions): string {
  const { scheme = "Bearer", realm = contract.name } = authenticate;
  const error = scheme === "Bearer" && entry.kind !== "unauthenticated" ? ', error="invalid_token"' : "";
  return printable(`${scheme} realm="${realm.replaceAll(/["\\]/g, "")}"${error}`);
}

/** Replaces everything but printable ASCII, so that a value cannot start another header and is valid on every server. */
function printable(value: string): string {
  return value.replace(/[^\t\x20-\x7e]/g, " ").trim();
}

/** Encodes the characters of a URL that a header cannot have. */
function toAscii(url: string): string {
  return url.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

const encoder = new TextEncoder();
// biome-ignore lint/suspicious/noControlCharactersInRegex: each ASCII character is one byte in UTF-8
const ascii = /^[\x00-\x7f]*$/;
const buffer = (globalThis as { Buffer?: { byteLength(text: string): number } }).Buffer;
/** Returns the bytes of a text in UTF-8. */
export const byteLength: (text: string) => number =
  buffer === undefined
    ? (text) => (ascii.test(text) ? text.length : encoder.encode(text).length)
    : (text) => buffer.byteLength(text);

const sentKey: unique symbol = Symbol("errata.sent");

type MarkedResponse = Response & { [sentKey]?: true };

/** Marks a response that a boundary has compared with its contract, or created. It is not compared again. */
export function markSent<Sent extends Response>(response: Sent): Sent {
  (response as MarkedResponse)[sentKey] = true;
  return response;
}

/** Returns whether a response is the one that a boundary has marked, and not one that a middleware has created. */
export function isSent(response: Response): boolean {
  return (response as MarkedResponse)[sentKey] === true;
}
