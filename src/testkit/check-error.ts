import { type AnyContract, type Entry, quote } from "../contract/index.ts";
import { compileEnvelope, type Envelopes, envelopesOf, type WireError } from "../envelope/index.ts";
import { checkBody } from "./check-body.ts";
import { checkHeaders } from "./check-headers.ts";
import type { Difference } from "./difference.ts";
import type { ExpectedError, ReceivedError } from "./expected-error.ts";
import type { ReadResponse } from "./read-response.ts";

/** The result of comparing a response with an error of a contract. */
export interface CheckedError {
  readonly error: ReceivedError;
  /** One line that names the expected and the received error. */
  readonly headline: string;
  /** Empty if the response is as expected. */
  readonly differences: readonly Difference[];
}

/** Compares a response with an error of a contract. If it is another error, only the status and the code are compared. */
export function checkError(
  contract: AnyContract,
  response: ReadResponse,
  code: string,
  expected: ExpectedError,
): CheckedError {
  const entry = entryOf(contract, code);
  const envelopes = compiled(contract);
  const envelope =
    expected.accept === undefined ? envelopes.of(entry) : compileEnvelope("problem+json", { name: contract.name });
  const parsed = expected.head === true ? undefined : envelope.parse(response.status, response.text);
  const received = receivedCode(contract, envelopes, response, parsed);
  const { status, headers } = response;
  const differences: Difference[] = [];
  if (status !== entry.status) differences.push({ path: "status", expected: entry.status, received: status });
  if (received !== undefined && received !== code) differences.push({ path: "code", expected: code, received });
  else if (status >= 400) {
    const check = { contract, entry, envelope, response, parsed, expected };
    differences.push(...checkHeaders(check), ...checkBody(check));
  }
  const name = nameOf(contract, code, received, response, parsed);
  const suffix = received === code ? " with differences" : "";
  const { message, details, requestId = headers.get("x-request-id") ?? undefined } = parsed ?? {};
  return {
    error: { code, status, message, details, requestId, headers },
    headline: `expected ${code} (${entry.status}) of ${contract.name}, received ${name} (${status})${suffix}:`,
    differences,
  };
}

const cache = new WeakMap<AnyContract, Envelopes>();

function compiled(contract: AnyContract): Envelopes {
  const envelopes = cache.get(contract) ?? envelopesOf(contract);
  cache.set(contract, envelopes);
  return envelopes;
}

function entryOf(contract: AnyContract, code: string): Entry {
  const entry = contract.entries.get(code);
  if (entry !== undefined) return entry;
  const [, status] = /^http_([45]\d\d)$/i.exec(code) ?? [];
  const byStatus = status === undefined ? undefined : contract.entryOfStatus(Number(status));
  if (byStatus?.code === code) return byStatus;
  throw new TypeError(
    `ERRATA_CODE: expected a code of contract "${contract.name}", received ${quote(code)}. Its codes: ${[...contract.entries.keys()].join(", ")}.`,
  );
}

/** Returns the code of the header, otherwise that of the body in any envelope of the contract; undefined without one. */
function receivedCode(
  { entries }: AnyContract,
  envelopes: Envelopes,
  { status, headers, text }: ReadResponse,
  parsed: WireError | undefined,
): string | undefined {
  if (status < 400) return undefined;
  const code = headers.get("errata-code") ?? parsed?.code;
  if (code !== undefined || text === "") return code;
  const all = new Set([envelopes.main, ...[...entries.values()].map((entry) => envelopes.of(entry))]);
  return [...all].map((envelope) => envelope.parse(status, text)?.code).find((each) => each !== undefined);
}

function nameOf(
  contract: AnyContract,
  code: string,
  received: string | undefined,
  { status }: ReadResponse,
  parsed: WireError | undefined,
): string {
  if (status < 400) return "a successful response";
  if (received === undefined) return parsed === undefined ? "no error of the contract" : "an error without a code";
  return received === code || contract.entries.has(received)
    ? received
    : `${quote(received)}, which is not a code of the contract`;
}
