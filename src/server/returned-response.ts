import {
  type AnyContract,
  ApiError,
  detailsIssues,
  type Entry,
  type MessageFormatter,
  type MessagePart,
  parseMessage,
  placeholders,
} from "../contract/index.ts";
import {
  compileWireEnvelope,
  type RenderValues,
  type WireEnvelope,
  type WireError,
  wireEnvelopesOf,
} from "../envelope/index.ts";
import type { RequestContext } from "./request/index.ts";
import { readText } from "./response/index.ts";

/** Options for error responses that handlers return instead of throwing an error of the contract. */
export interface ReturnedResponseOptions {
  /**
   * Whether a 4xx or 5xx response that is not an error of the contract is replaced: by the error whose body a middleware has
   * replaced, or a default code with the same status, otherwise by the internal error. It is recorded as `uncatalogued` in
   * any case. @default false
   */
  readonly replaceUncatalogued?: boolean | undefined;
  /** Receives warnings for the developers of the API, each once. @default console.warn, but nothing if NODE_ENV is `production` */
  readonly warn?: ((message: string) => void) | undefined;
}

/** Media types of the errors that a boundary sends. Others are not read, because a stream may never end. */
const errorTypes = /\b(?:json|markdown)\b/i;
const jsonType = /\bjson\b/i;

/** Returns the start of an error's body; undefined if it can neither be read nor be an error of a contract. */
export async function readErrorBody(response: Response, context: RequestContext): Promise<string | undefined> {
  const type = response.headers.get("content-type") ?? "";
  const isReadable = context.sent === undefined ? jsonType.test(type) : errorTypes.test(type);
  if (response.bodyUsed || !isReadable) return undefined;
  return readText(response.clone()).catch(() => undefined);
}

/** Returns whether a response has the body of the error that has been sent for the request, perhaps compressed. */
export function isSentError({ status, body }: Response, text: string | undefined, context: RequestContext): boolean {
  const { sent, request } = context;
  if (sent === undefined) return false;
  if (request.method === "HEAD" && (body === null || text === "")) return status === sent.error.status;
  // Only the start of a long body is read.
  return text !== undefined && text !== "" && sent.body.startsWith(text);
}

/** Returns the function that finds the error of the contract that a body is, with its values. */
export function errorRecognizer(
  contract: AnyContract,
  formatter: MessageFormatter | undefined,
): (status: number, text: string) => ApiError | undefined {
  const envelopes = wireEnvelopesOf(contract);
  const problem = compileWireEnvelope("problem+json", { name: contract.name });
  const entries = [...contract.entries.values()];
  const known = new Set<WireEnvelope>([problem, ...entries.map((entry) => envelopes.of(entry))]);
  const isMessage = isMessageOf(contract, formatter);
  const errorOf = (envelope: WireEnvelope, error: WireError, body: unknown): ApiError | undefined => {
    for (const entry of entries) {
      if (entry.status !== error.status || (error.code ?? entry.code) !== entry.code) continue;
      const details: unknown = entry.project(error.details, { omitted: undefined });
      if (!areDetailsOf(entry, envelope, details) || !isMessage(entry, envelope, error.message, details)) continue;
      const expected = bodyOf(envelope, entry, error, details);
      if (expected !== undefined && isWithin(body, expected)) return new ApiError(entry, details);
    }
    return undefined;
  };
  return (status, text) => {
    for (const envelope of known) {
      const error = envelope.parse(status, text);
      if (error === undefined || (error.code === undefined && envelope.fields.code)) continue;
      const found = errorOf(envelope, error, JSON.parse(text));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Returns whether details match their schema. An envelope that sends only parts of them lacks the rest. */
function areDetailsOf({ details: schema }: Entry, { fields }: WireEnvelope, details: unknown): boolean {
  if (schema === undefined || details === undefined || fields.details !== "all") return true;
  return detailsIssues(schema, details, details).length === 0;
}

/** Returns the function that compares a message with those of a code, in every language. */
function isMessageOf(contract: AnyContract, formatter: MessageFormatter | undefined) {
  const isMessage = (
    entry: Entry,
    language: string,
    { fields }: WireEnvelope,
    text: string,
    details: unknown,
  ): boolean => {
    if (contract.formatOf(entry, language, formatter)(details) === text) return true;
    const parts = parseMessage(
      Object.hasOwn(entry.messages, language) ? (entry.messages[language] ?? "") : entry.message,
    );
    const names = [...placeholders(parts)];
    const isKnown = fields.details === "all" && names.every((name) => Object.hasOwn(Object(details), name));
    return !isKnown && fitsParts(parts, text);
  };
  return (entry: Entry, envelope: WireEnvelope, text: string | undefined, details: unknown): boolean =>
    text === undefined || contract.languages.some((language) => isMessage(entry, language, envelope, text, details));
}

/** Returns whether a text is a message whose values are not known: it has the constant parts in their order. */
function fitsParts(parts: readonly MessagePart[], text: string): boolean {
  let position = 0;
  for (const [index, part] of parts.entries()) {
    if (typeof part !== "string") continue;
    const at = index === parts.length - 1 ? text.length - part.length : text.indexOf(part, position);
    if (at < position || (index === 0 && at > 0) || !text.startsWith(part, at)) return false;
    position = at + part.length;
  }
  return typeof parts.at(-1) !== "string" || position === text.length;
}

/** Returns the body that the contract would send for a parsed error; undefined if its id or its page has another form. */
function bodyOf(envelope: WireEnvelope, entry: Entry, error: WireError, details: unknown): unknown {
  const { message, docsUrl = entry.docsUrl, requestId } = error;
  if (requestId !== undefined && !/^[!-~]{1,1024}$/.test(requestId)) return undefined;
  const page = entry.code.split("/").map(encodeURIComponent).join("/");
  if (docsUrl !== entry.docsUrl && !(docsUrl?.endsWith(page) && /^[!-~]*$/.test(docsUrl))) return undefined;
  const documented = Object.create(entry, { docsUrl: { value: docsUrl } }) as Entry;
  const values: RenderValues = {
    ...(message !== undefined && { message }),
    ...(details !== undefined && { details }),
    ...(requestId !== undefined && { requestId }),
  };
  return JSON.parse(envelope.renderer(documented)(values));
}

/** Returns whether a body has the members of an expected one, with the same values. It can lack some of them. */
function isWithin(body: unknown, expected: unknown): boolean {
  if (body === null || body === expected) return true;
  if (typeof body !== "object" || typeof expected !== "object" || expected === null) return false;
  if (Array.isArray(body) !== Array.isArray(expected)) return false;
  const members = expected as Readonly<Record<string, unknown>>;
  return Object.entries(body).every(
    ([name, value]) => value === null || (Object.hasOwn(members, name) && isWithin(value, members[name])),
  );
}

/** Returns the function that warns about a returned response once per operation and status. */
export function uncataloguedWarner(
  contract: AnyContract,
  warn: (message: string) => void,
): (response: Response, context: RequestContext) => void {
  const warned = new Set<string>();
  return ({ status, headers }, { request, route, operation }) => {
    const place = operation?.name ?? `${request.method} ${route ?? "a path without a route"}`;
    const key = `${status} ${place}`;
    if (warned.has(key) || warned.size >= 1_000) return;
    warned.add(key);
    warn(
      `ERRATA_UNCATALOGUED: expected ${place} to return the errors of contract "${contract.name}", received a response with ` +
        `status ${status} and Content-Type ${(headers.get("content-type") ?? "none").slice(0, 80)}. Throw an error of the ` +
        "contract instead, or replace such responses with the boundary's option `replaceUncatalogued`.",
    );
  };
}

/** Returns the default of `warn`. */
export function defaultWarn(): (message: string) => void {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.NODE_ENV === "production" ? () => undefined : (message) => console.warn(message);
}
