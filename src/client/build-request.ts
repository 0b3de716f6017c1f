import { clientError } from "./client-error.ts";
import { own } from "./own.ts";

/** What one call gives for its request. */
export interface RequestParts {
  /** Values of the path's placeholders. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Members of the query; those that are undefined are left out, lists are repeated. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Objects and lists are sent as JSON, all else as `fetch` sends it. A stream is sent once. */
  readonly body?: unknown;
  /** Headers beside the client's own, which they replace. */
  readonly headers?: HeadersInit;
}

/**
 * Makes the arguments of `fetch`.
 *
 * @throws CLIENT_MALFORMED_REQUEST where a value of the path is missing, or would change the path
 */
export function buildRequest(
  baseUrl: string,
  operation: string,
  { params, query, body, headers }: RequestParts,
  common: HeadersInit | undefined,
): readonly [string, RequestInit & { headers: Headers }] {
  try {
    const [method, path] = operation.split(" ") as [string, string];
    let url = baseUrl + path;
    if (path.includes("{")) url = url.replace(/\{(\w+)\}/g, (_, name) => segment(name, own(params, name)));
    // An address is taken apart only where it has to be: that takes longer than all else here.
    if (query) url = withQuery(new URL(url), query);
    const all = new Headers(common);
    if (headers) for (const [name, value] of new Headers(headers)) all.set(name, value);
    const isJson = /t (Object|Array)]/.test({}.toString.call(body)) && !isStream(body);
    if (isJson) all.set("content-type", "application/json");
    const init = {
      method,
      headers: all,
      body: isJson ? JSON.stringify(body) : body,
      duplex: "half",
      redirect: "manual",
    };
    return [url, init as RequestInit & { headers: Headers }];
  } catch (cause) {
    // What platforms say of a header's value holds the value, which may be a credential.
    throw clientError("malformed_request", /header/i.test(cause as string) ? "Bad header" : cause, false);
  }
}

/** An address takes `..` for a step up, encoded or not; and an empty value would name the collection. */
function segment(name: string, value: unknown): string {
  if (/^(\.?\.?|undefined)$/.test(value as string)) throw Error(`${name} is ${value}`);
  return encodeURIComponent(value as string);
}

/** Tells a body that can be read only once. */
export function isStream(body: unknown): boolean {
  return Symbol.asyncIterator in Object(body);
}

/** Adds the members of a query; lists are repeated. */
function withQuery(url: URL, query: Readonly<Record<string, unknown>>): string {
  for (const [name, value] of Object.entries(query))
    for (const item of [value].flat()) if (item !== undefined) url.searchParams.append(name, item as string);
  return url.href;
}
