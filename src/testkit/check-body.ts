import { detailsIssues, needsFormatter, parseMessage } from "../contract/index.ts";
import type { RenderValues, WireError } from "../envelope/index.ts";
import { compare, Description, type Difference, hasMatchers, restrict } from "./difference.ts";
import type { Check } from "./expected-error.ts";

/** Compares a body with the one that the contract renders for the same details, and its details with those expected. */
export function checkBody(check: Check): readonly Difference[] {
  const { envelope, response, parsed, expected } = check;
  const { json, text } = response;
  // supertest returns {} where there is no body.
  if (expected.head === true) return compare("", text === "{}" ? "" : text, "body", "exact");
  if (parsed === undefined)
    return [{ path: "body", expected: new Description(`the envelope ${envelope.name}`), received: json ?? text }];
  const { detailsInclude, message } = expected;
  return [
    ...compareRendered(check, parsed),
    ...checkSchema(check, parsed),
    ...checkDetails(check, parsed),
    ...(detailsInclude === undefined ? [] : compare(detailsInclude, parsed.details, "details", "partial")),
    ...(message === undefined ? [] : compare(message, parsed.message, "message", "exact")),
  ];
}

/** Returns `"all"`, or the paths of the details that the envelope sends. */
function sentDetails({ entry, envelope }: Check): "all" | readonly string[] {
  return entry.details === undefined ? "all" : envelope.fields.details;
}

function compareRendered(check: Check, parsed: WireError): readonly Difference[] {
  const differencesWith = (values: WireError): readonly Difference[] =>
    compare(JSON.parse(render(check, values)), check.response.json, "body", "exact");
  const differences = differencesWith(parsed);
  // Empty details that an envelope spreads are parsed as absent.
  if (differences.length === 0 || parsed.details !== undefined) return differences;
  return differencesWith({ ...parsed, details: {} }).length === 0 ? [] : differences;
}

/** Renders the received error again, with the contract's message unless it depends on something that is not known. */
function render(check: Check, parsed: WireError): string {
  const { contract, entry, envelope, response, expected } = check;
  const language = response.headers.get("content-language") ?? contract.language;
  // Details that the envelope does not send are known only if the test has named all of them.
  const { details: given } = expected;
  const isWhole = !hasMatchers(given) && detailsIssues(entry.details ?? {}, given, given).length === 0;
  const named = isWhole ? given : undefined;
  const isComplete = sentDetails(check) === "all";
  const isKnown = isComplete || named !== undefined;
  const isFormatted = needsFormatter(parseMessage(entry.messages[language] ?? entry.message));
  const details = entry.project(isComplete ? parsed.details : (named ?? parsed.details), { omitted: undefined });
  const values: RenderValues = {
    details,
    ...(parsed.requestId !== undefined && { requestId: parsed.requestId }),
    ...((!isKnown || isFormatted) && parsed.message !== undefined && { message: parsed.message }),
  };
  // The boundary's option `docs` is not known here, but it appends the code to an address.
  const isPage = parsed.docsUrl?.endsWith(encodeURIComponent(entry.code)) === true;
  const docsUrl = entry.docsUrl ?? (isPage ? parsed.docsUrl : undefined);
  return envelope.renderer({ ...entry, docsUrl }, contract.formatOf(entry, language))(values);
}

function checkSchema(check: Check, { details }: WireError): readonly Difference[] {
  const { code, details: schema } = check.entry;
  if (schema === undefined || sentDetails(check) !== "all") return [];
  return detailsIssues(schema, details, details).map((issue) => ({
    path: "details",
    expected: new Description(`details that match the schema of ${code}`),
    received: new Description(issue),
  }));
}

function checkDetails(check: Check, { details: received }: WireError): readonly Difference[] {
  const { details } = check.expected;
  if (details === undefined) return [];
  const sent = sentDetails(check);
  const expected = sent === "all" ? details : restrict(details, sent);
  return compare(expected, received ?? {}, "details", "exact");
}
