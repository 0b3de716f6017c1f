import { getOwn } from "../parse/index.ts";

/** The parts of a request that a call supplies. */
export interface RequestParts {
  /** Values of the path's placeholders. They are encoded; `""`, `"."` and `".."` are rejected. @default none */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Query parameters. Undefined ones are omitted, lists are repeated. @default none */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Plain objects and lists are sent as JSON, other values as `fetch` sends them. A stream is sent once. @default none */
  readonly body?: unknown;
  /** Headers of this request. They replace the client's headers of the same name. @default none */
  readonly headers?: HeadersInit;
}

/** Arguments of `fetch`. */
export type BuiltRequest = readonly [url: string, init: RequestInit & { headers: Headers }];

/**
 * Builds the arguments of `fetch`.
 *
 * @param operation `METHOD /path`
 * @param headers headers of the client and of the call; later ones replace earlier ones
 * @throws TypeError if a part is invalid, such as a body that cannot be written as JSON
 */
export function buildRequest(
  baseUrl: string,
  operation: string,
  { params, query, body }: RequestParts,
  headers: readonly (HeadersInit | undefined)[],
): BuiltRequest {
  const [method, path] = operation.split(" ");
  if (!path?.startsWith("/")) throw new TypeError(`Expected "METHOD /path", received "${operation.slice(0, 80)}".`);
  let url = baseUrl + path.replace(/\{(\w+)\}/g, (_, name) => pathSegment(operation, name, getOwn(params, name)));
  if (query) url = withQuery(new URL(url), query);
  const allHeaders = mergeHeaders(headers);
  const isJson = isJsonBody(body);
  if (isJson) allHeaders.set("content-type", "application/json");
  const init = {
    method,
    headers: allHeaders,
    body: isJson ? JSON.stringify(body) : body,
    duplex: "half",
    // Redirects are errors and never followed, so credentials cannot leak to another host.
    redirect: "manual",
  };
  return [url, init as RequestInit & { headers: Headers }];
}

/**
 * Checks the URL before the paths of the operations, and resolves a relative one against the page.
 *
 * @returns an absolute URL without a trailing slash
 * @throws TypeError
 */
export function resolveBaseUrl(baseUrl: string): string {
  // With the slash, a relative base resolves as `fetch(baseUrl + path)` would.
  const parts = [`${baseUrl}/`, pageBase()] as const;
  // Without `canParse`, the platform's error would contain the URL.
  const url = URL.canParse(...parts) && new URL(...parts);
  // Everything that can be a credential is masked.
  const masked = String(baseUrl)
    .replace(/.*@|\?.*/gs, "***")
    .slice(0, 80);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new TypeError(`baseUrl must be an absolute http(s) URL without credentials, received "${masked}".`);
  return url.href.replace(/\/+$/, "");
}

/** Returns the URL against which the page resolves relative URLs; undefined outside a browser. */
export function pageBase(): string | undefined {
  return globalThis.document?.baseURI ?? globalThis.location?.href;
}

/** Returns whether a body can be read only once. */
export function isStream(body: unknown): boolean {
  return Symbol.asyncIterator in Object(body);
}

/** Sets the number of the attempt, from the second one on: a first request has only the headers of the calling program. */
export function setAttempt(headers: Headers, attempt: number, enabled: boolean = !pageBase()): void {
  if (enabled && attempt > 1) headers.set("errata-attempt", `${attempt}`);
}

/** URL parsers treat `..` as a step up, encoded or not, and an empty value would address the collection. */
const unsafeSegment = /^(\.{0,2}|undefined|null)$/;

function pathSegment(operation: string, name: string, value: unknown): string {
  const text = String(value);
  if (unsafeSegment.test(text)) throw new TypeError(`Expected params.${name} of ${operation}, received "${text}".`);
  return encodeURIComponent(text);
}

function withQuery(url: URL, query: Readonly<Record<string, unknown>>): string {
  for (const [name, value] of Object.entries(query))
    for (const item of [value].flat()) if (item !== undefined) url.searchParams.append(name, item as string);
  return url.href;
}

function mergeHeaders(sources: readonly (HeadersInit | undefined)[]): Headers {
  try {
    const headers = new Headers();
    for (const source of sources) for (const [name, value] of new Headers(source)) headers.set(name, value);
    return headers;
  } catch {
    // The platform's error quotes the value, which may be a credential, so neither its message nor the error is kept.
    throw new TypeError("Expected valid headers, received others, hidden.");
  }
}

function isJsonBody(body: unknown): boolean {
  const isObject = Array.isArray(body) || {}.toString.call(body) === "[object Object]";
  return isObject && !isStream(body);
}
