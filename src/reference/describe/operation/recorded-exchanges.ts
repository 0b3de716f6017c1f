import { requireContract, requireIterable } from "../../../contract/faults/arguments.ts";
import type { AnyContract, Json } from "../../../contract/index.ts";
import type { ExampleBody, ExampleExchange } from "../../../openapi/index.ts";
import type { RecordedBody, RecordedExchange, RecordedResponse } from "../../recording.ts";
import { bodyText, bytesOf, operationOf, pathParams, queryOf, responseBytes, shownRequest } from "../requests.ts";
import { type RecordedRun, withRecordedValues } from "./recorded-values.ts";

/** Most examples of an operation. Each has other members in its request, or another status. */
const maxExamples = 3;

/** An exchange that succeeded, with values in place of its placeholders. */
export interface OperationExample {
  /** Key of the example in an OpenAPI document. */
  readonly name: string;
  readonly exchange: RecordedExchange;
}

/**
 * Returns the recorded requests that succeeded, and their responses, by operation: the examples for `errata/openapi`. An
 * operation has at most 3, which differ in the members of the request or in the status of the response.
 *
 * @param recordings recordings of codes, or other exchanges in order, of which later ones use what earlier ones captured
 * @example
 * ```ts
 * import type { AnyContract } from "errata";
 * import { type ApiDescription, openapi } from "errata/openapi";
 * import { type Recording, recordedBodies, recordedExchanges } from "errata/reference";
 *
 * export function describe(contract: AnyContract, api: ApiDescription, recordings: readonly Recording[]): string {
 *   const examples = recordedBodies(recordings);
 *   const exchanges = recordedExchanges(contract, recordings);
 *   return JSON.stringify(openapi(contract, { api, examples, exchanges }).document);
 * }
 * ```
 */
export function recordedExchanges(
  contract: AnyContract,
  recordings: Iterable<RecordedRun>,
): Readonly<Record<string, readonly ExampleExchange[]>> {
  requireContract("recordedExchanges", contract);
  requireIterable("recordedExchanges: recordings", recordings);
  const pairs = [...operationExamples(contract, recordings)].map(
    ([name, examples]) => [name, examples.map((example) => exampleOf(contract, example))] as const,
  );
  return Object.fromEntries(pairs);
}

/** Returns the recorded exchanges that succeeded by operation, those first that other requests depend on. */
export function operationExamples(
  contract: AnyContract,
  recordings: Iterable<RecordedRun>,
): ReadonlyMap<string, readonly OperationExample[]> {
  const all = [...recordings].map(withRecordedValues);
  // The note of a step is its purpose. Those of a pair and of a repeated request only make sense beside the code.
  const steps = all
    .flatMap(({ exchanges }) => exchanges)
    .map((exchange) => (exchange.until === undefined ? exchange : { ...exchange, note: undefined }));
  const pairs = all.flatMap(({ works }) => (works === undefined ? [] : [{ ...works, note: undefined }]));
  const examples = new Map<string, OperationExample[]>();
  const seen = new Set<string>();
  for (const exchange of [...steps, ...pairs]) {
    const name = isExample(exchange) ? operationOf(contract, exchange.request)?.name : undefined;
    if (name === undefined) continue;
    const known = examples.get(name) ?? [];
    const shape = `${name} ${exchange.response.status} ${shapeOfBody(exchange.request.body)}`;
    if (known.length >= maxExamples || seen.has(shape)) continue;
    seen.add(shape);
    examples.set(name, [...known, { name: `recorded${known.length === 0 ? "" : known.length + 1}`, exchange }]);
  }
  return examples;
}

/** Cut or missing values would make an example that nobody can send. */
function isExample({ request, response }: RecordedExchange): boolean {
  const isWhole = request.raw === undefined && !/\{\{[^}]*\}\}/.test(JSON.stringify([request.path, request.body]));
  return isWhole && response.status >= 200 && response.status < 300;
}

function exampleOf(contract: AnyContract, { name, exchange }: OperationExample): ExampleExchange {
  const request = shownRequest(contract, exchange);
  const { status, text, headers } = exchange.response;
  const body = requestBody(exchange);
  const answer = text === undefined ? binaryBody(exchange.response) : responseBody(text, mediaTypeOf(headers));
  return {
    name,
    ...(exchange.note === undefined ? {} : { summary: exchange.note }),
    parameters: { path: pathParams(request), query: queryOf(request.path), header: exchange.request.headers },
    ...(body === undefined ? {} : { body }),
    response: { status, headers, ...(answer === undefined ? {} : { body: answer }) },
  };
}

function requestBody({ request: { body, headers } }: RecordedExchange): ExampleBody | undefined {
  if (body === undefined) return undefined;
  const mediaType = mediaTypeOf(headers);
  if ("json" in body) return { mediaType, value: body.json as Json };
  if ("text" in body) return { mediaType, value: body.text };
  if (!("form" in body)) return { mediaType, bytes: bytesOf(body) };
  const members = body.form.map(({ name, content }): [string, Json] => {
    if ("text" in content) return [name, content.text];
    return [name, "json" in content ? (content.json as Json) : bodyText(content)];
  });
  return { mediaType: "multipart/form-data", value: Object.fromEntries(members) };
}

function binaryBody(response: RecordedResponse): ExampleBody | undefined {
  const bytes = responseBytes(response);
  return bytes === 0 ? undefined : { mediaType: mediaTypeOf(response.headers), bytes };
}

function responseBody(text: string, mediaType: string): ExampleBody {
  if (!/json$/.test(mediaType)) return { mediaType, value: text };
  try {
    return { mediaType, value: JSON.parse(text) as Json };
  } catch {
    // A range of a JSON file.
    return { mediaType, bytes: Buffer.byteLength(text) };
  }
}

function mediaTypeOf(headers: Readonly<Record<string, string>>): string {
  const [, type = "application/json"] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type") ?? [];
  return (type.split(";", 1)[0] ?? "").trim().toLowerCase();
}

/** Returns the names in a body, which are the same for requests that differ only in values. */
function shapeOfBody(body: RecordedBody | undefined): string {
  if (body === undefined) return "";
  if ("json" in body) return namesIn(body.json);
  return "form" in body ? body.form.map(({ name }) => name).join() : "text";
}

function namesIn(value: unknown): string {
  if (Array.isArray(value)) return `[${namesIn(value[0])}]`;
  if (typeof value !== "object" || value === null) return "";
  return `{${Object.entries(value)
    .map(([name, member]) => name + namesIn(member))
    .sort()
    .join()}}`;
}
