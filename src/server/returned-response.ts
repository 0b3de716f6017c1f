import type { AnyContract } from "../contract/index.ts";
import { compileEnvelope, type Envelope, envelopesOf } from "../envelope/index.ts";
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
  const known = new Set<Envelope>([...contract.entries.values()].map((entry) => envelopes.of(entry)));
  known.add(compileEnvelope("problem+json", { name: contract.name }));
  const isDeclared = (status: number, code: string | undefined): boolean =>
    code === undefined
      ? [...contract.entries.values()].some((entry) => entry.status === status)
      : contract.entries.get(code)?.status === status;
  return async (response) => {
    const { status } = response;
    if (response.bodyUsed || !/\bjson\b/i.test(response.headers.get("content-type") ?? "")) return false;
    const text = await readStart(response.clone()).catch(() => "");
    return [...known].some((envelope) => {
      const error = envelope.parse(status, text);
      return error !== undefined && isDeclared(status, error.code);
    });
  };
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

/** Reads the first bytes of a body as text. */
async function readStart({ body }: Response): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
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
