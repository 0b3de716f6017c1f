import { AssertionError } from "node:assert";
import { requireContract, requireValue } from "../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../contract/faults/options.ts";
import type { AnyContract } from "../contract/index.ts";
import { maskSecrets } from "../server/index.ts";
import { checkError } from "./check-error.ts";
import { addRaised } from "./coverage.ts";
import { describeDifferences } from "./difference.ts";
import type { CodeOf, DetailsOfCode, ExpectedError, ReceivedError } from "./expected-error.ts";
import { type CompleteResponse, type PendingResponse, type ReadResponse, readResponse } from "./read-response.ts";
import { reasonOf } from "./recent-errors.ts";

/**
 * Expects a response to be an error of a contract, as the contract declares it: its status, media type, envelope, code, message,
 * details and headers (`Errata-Code`, `WWW-Authenticate` on 401, `Allow` on 405, `Retry-After` if the code has a delay, and the
 * headers of its entry).
 *
 * Returns a promise if the response is one, or if its body must be read first. If `ERRATA_COVERAGE` names a folder, the code
 * counts as raised.
 *
 * @throws AssertionError that lists every difference; TypeError if the contract does not have the code
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { expectError } from "errata/testing";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * const { requestId } = await expectError(shop, fetch("http://127.0.0.1:3000/orders", { method: "POST" }), "SOLD_OUT", {
 *   headers: { "x-should-retry": "false" },
 * });
 * ```
 */
export function expectError<const Of extends AnyContract, Code extends CodeOf<Of>>(
  contract: Of,
  response: PendingResponse,
  code: Code,
  expected?: ExpectedError<DetailsOfCode<Of, Code>>,
): Promise<ReceivedError<Code, DetailsOfCode<Of, Code>>>;
export function expectError<const Of extends AnyContract, Code extends CodeOf<Of>>(
  contract: Of,
  response: CompleteResponse,
  code: Code,
  expected?: ExpectedError<DetailsOfCode<Of, Code>>,
): ReceivedError<Code, DetailsOfCode<Of, Code>>;
export function expectError(
  contract: AnyContract,
  response: PendingResponse | CompleteResponse,
  code: string,
  expected: ExpectedError = {},
): ReceivedError | Promise<ReceivedError> {
  requireContract("expectError", contract);
  requireValue("expectError: code", code, "string");
  requireOptions("expectError", expected, expectedTypes);
  // Captured now, because the stack of a promise's continuation does not lead to the test.
  const caller: { stack?: string } = {};
  Error.captureStackTrace(caller, expectError);
  const check = (received: ReadResponse): ReceivedError => {
    const { error, headline, differences } = checkError(contract, received, code, expected);
    if (differences.length > 0) throw failure(headline, differences, received, caller.stack);
    addRaised(contract, { code });
    return error;
  };
  const received = readResponse(response);
  return received instanceof Promise ? received.then(check) : check(received);
}

const expectedTypes: OptionTypes<ExpectedError> = {
  details: "checked",
  detailsInclude: "checked",
  message: "checked",
  headers: "object",
  accept: ["application/problem+json"],
  head: "boolean",
};

type Differences = ReturnType<typeof checkError>["differences"];

/** Creates the error of a failed expectation. Runners show the differing parts, because they are its `expected` and `actual`. */
function failure(headline: string, differences: Differences, received: ReadResponse, stack = ""): AssertionError {
  const reason = reasonOf(received.headers.get("x-request-id"));
  const lines = [headline, describeDifferences(differences), `The response: ${summary(received)}`];
  if (reason !== undefined) lines.push(`The boundary recorded: ${reason}`);
  const message = lines.join("\n");
  const parts = (name: "expected" | "received"): object =>
    Object.fromEntries(differences.map((difference) => [difference.path, difference[name]]));
  const error = new AssertionError({
    message,
    actual: parts("received"),
    expected: parts("expected"),
    operator: "expectError",
  });
  error.stack = `${error.name}: ${message}\n${stack.split("\n").slice(1).join("\n")}`;
  return error;
}

function summary({ status, headers, text }: ReadResponse): string {
  const body = text.length > 500 ? `${text.slice(0, 499)}…` : text;
  return [status, headers.get("content-type") ?? "without a media type", maskSecrets(body)].join(" ").trim();
}
