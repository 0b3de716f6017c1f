import type { AnyContract, Entry } from "../contract/index.ts";
import { compileEnvelope, type Envelope, envelopesOf, type RenderValues, type WireError } from "../envelope/index.ts";
import type { RequestContext } from "./request/index.ts";

/** Options for error responses that handlers return instead of throwing an error of the contract. */
export interface ReturnedResponseOptions {
  /**
   * Whether a 4xx or 5xx response that is not an error of the contract is replaced: by a default code with the same status,
   * otherwise by the internal error. It is recorded as `uncatalogued` in any case. @default false
   */
  readonly replaceUncatalogued?: boolean | undefined;
  /** Receives warnings for the developers of the API, each once. @default console.warn, but nothing if NODE_ENV is `production` */
  readonly warn?: ((message: string) => void) | undefined;
}

/** The bytes of a body that are read to find its code; documented errors are shorter. */
const maxBytes = 65_536;

/** Returns the function that finds out whether a response is an error of the contract. It reads a copy of the body. */
export function responseRecognizer(contract: AnyContract): (response: Response) => Promise<boolean> {
  const envelopes = envelopesOf(contract);
  const problem = compileEnvelope("problem+json", { name: contract.name });
  const known = new Set<Envelope>([problem, ...[...contract.entries.values()].map((entry) => envelopes.of(entry))]);
  const isError = (envelope: Envelope, status: number, text: string): boolean => {
    const error = envelope.parse(status, text);
    if (error === undefined || (error.code === undefined && envelope.fields.code)) return false;
    const body: unknown = JSON.parse(text);
    return entriesOf(contract, error).some((entry) => isWithin(body, bodyOf(envelope, entry, error)));
  };
  return async (response) => {
    const { status } = response;
    if (response.bodyUsed || !/\bjson\b/i.test(response.headers.get("content-type") ?? "")) return false;
    const text = await readStart(response.clone()).catch(() => "");
    return [...known].some((envelope) => isError(envelope, status, text));
  };
}

/** Returns the entries that a parsed error can belong to. Without a code, its message identifies it. */
function entriesOf(contract: AnyContract, { status, code, message }: WireError): readonly Entry[] {
  const isMessage = (entry: Entry, language: string): boolean => {
    const format = contract.formatOf(entry, language);
    const isConstant = format.pieces?.every((piece) => typeof piece === "string") === true;
    return !isConstant || format(undefined) === message;
  };
  return [...contract.entries.values()].filter((entry) => {
    if (entry.status !== status) return false;
    if (code !== undefined) return entry.code === code;
    return contract.languages.some((language) => isMessage(entry, language));
  });
}

/** Returns the body that the contract would send for a parsed error: with declared details only. */
function bodyOf(envelope: Envelope, entry: Entry, { message, details, docsUrl, requestId }: WireError): unknown {
  const declared: unknown = entry.project(details, { omitted: undefined });
  const documented = docsUrl === undefined ? entry : (Object.create(entry, { docsUrl: { value: docsUrl } }) as Entry);
  const values: RenderValues = {
    ...(message !== undefined && { message }),
    ...(declared !== undefined && { details: declared }),
    ...(requestId !== undefined && { requestId }),
  };
  return JSON.parse(envelope.renderer(documented)(values));
}

/** Returns whether a body has no other members than an expected one. Values are not compared. */
function isWithin(body: unknown, expected: unknown): boolean {
  if (typeof body !== "object" || body === null) return true;
  if (typeof expected !== "object" || expected === null || Array.isArray(body) !== Array.isArray(expected))
    return false;
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

/** Reads the first bytes of a body as text, decompressed. */
async function readStart({ body, headers }: Response): Promise<string> {
  if (body === null) return "";
  const encoding = /^(?:gzip|deflate)$/i.exec(headers.get("content-encoding") ?? "")?.[0].toLowerCase();
  const plain =
    encoding === undefined ? body : body.pipeThrough(new DecompressionStream(encoding as CompressionFormat));
  const reader = plain.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  while (bytes < maxBytes) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  // Not awaited, because the other half of the body is still to be read.
  reader.cancel().catch(() => undefined);
  return text;
}
