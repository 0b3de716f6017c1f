import { type Case, interleave } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";
import { bundled } from "./bundled.ts";
import { metadata } from "./metadata.ts";
import { ordinaryErrors } from "./ordinary-errors.ts";

/** An error in the usual form. */
const usual = JSON.stringify({
  error: {
    type: "invalid_request_error",
    code: "parameter_invalid",
    message: "idCountry must be a valid country.",
    param: "idCountry",
  },
});

/** An error of which every member has to be searched, because its form is one that few APIs use. */
const unusual = JSON.stringify({
  name: "INVALID_REQUEST",
  details: [{ field: "/amount", location: "body", issue: "MISSING", description: "The amount is missing." }],
  message: "The request is not well-formed.",
  debug_id: "b1d1f06c7246c",
  links: [],
});

/** Problem details without further members. */
const problem = JSON.stringify({
  type: "https://example.com/probs/out-of-credit",
  title: "You do not have enough credit.",
  detail: "Your current balance is 30, but that costs 50.",
  instance: "/account/12345/msgs/abc",
  status: 403,
});

/** Errors of the contracts that the metadata describe. */
const ownPlain = JSON.stringify({
  error: {
    code: "parameter_invalid",
    message: "idCountry must be a valid country.",
    details: { field: "idCountry", allowed: 249 },
  },
});
const ownMapped = JSON.stringify({
  error: {
    type: "invalid_request_error",
    code: "parameter_invalid",
    message: "idCountry must be a valid country.",
    field: "idCountry",
    allowed: 249,
  },
});

/** Measures parsing an error, without a request. */
export async function printParsing(): Promise<void> {
  const { parseError } = await bundled();
  const headers = {
    get: (name: string): string | null => (name === "x-request-id" ? "0f8fad5b-d9cb-469f-a165-70867728950e" : null),
  };
  const { plain, mapped } = metadata;
  const casesOf = (text: string, status: number): [Case, Case, Case, Case] => [
    { name: "JSON.parse alone", run: () => JSON.parse(text) as unknown },
    { name: "parseError", run: () => parseError(status, headers, text) },
    { name: "parseError, with metadata", run: () => parseError(status, headers, text, plain) },
    { name: "parseError, with metadata and maps", run: () => parseError(status, headers, text, mapped) },
  ];
  printTimings(`an error in the usual form, ${usual.length} bytes; the limit for parseError is 3.0x of JSON.parse`, [
    ...casesOf(usual, 422),
    { name: "new Error alone", run: () => new Error(usual) },
    { name: "parseError, HTML page", run: () => parseError(502, headers, `<html>${usual}`, plain) },
  ]);
  printTimings(
    `an error in an unusual form, ${unusual.length} bytes, whose members are searched; the limit is 3.0x, too`,
    casesOf(unusual, 422),
  );
  printTimings(`problem details, ${problem.length} bytes; the limit is 3.0x, too`, casesOf(problem, 403));
  const [json, , withMetadata] = casesOf(ownPlain, 422);
  printTimings(`an error of the contract, ${ownPlain.length} bytes; the limit is 3.0x, too`, [json, withMetadata]);
  const [jsonMapped, , , withMaps] = casesOf(ownMapped, 422);
  printTimings(
    `an error of the contract whose envelope needs a map, ${ownMapped.length} bytes; the limit is 3.0x, too`,
    [jsonMapped, withMaps],
  );
  printTimings(`${ordinaryErrors.length} ordinary errors, one after the other; the limit is 3.0x, too`, [
    { name: "JSON.parse alone", run: () => ordinaryErrors.map(({ text }) => JSON.parse(text) as unknown) },
    { name: "parseError", run: () => ordinaryErrors.map(({ status, text }) => parseError(status, headers, text)) },
  ]);
}

function printTimings(title: string, cases: readonly Case[]): void {
  process.stdout.write(`parsing ${title}; x by the quietest tenth\n`);
  const timings = interleave(cases, { rounds: 600, sliceMs: 5 });
  const [base] = timings;
  printTable(
    ["task", "ns", "ns, quietest tenth", "x"],
    timings.map(({ name, medianNs, quietNs }) => [
      name,
      medianNs.toFixed(0),
      quietNs.toFixed(0),
      ratio(quietNs, base?.quietNs ?? Number.NaN),
    ]),
  );
  process.stdout.write("\n");
}
