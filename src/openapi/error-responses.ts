import type { AnyContract, Entry, Json, Operation } from "../contract/index.ts";
import type { Envelopes } from "../envelope/index.ts";
import { areExclusive } from "./are-exclusive.ts";
import { anyErrorName, componentName } from "./component-schemas.ts";

/** Bodies of errors by code, as examples. Codes without one get an example that fits their schema. */
export type ErrorExamples = Readonly<Record<string, Json>>;

/**
 * Returns the error responses of one operation, by status: for each status a `oneOf` of the titled codes, with an example
 * for each, and `default` for codes that are added later. Codes whose bodies look alike are an `anyOf`.
 */
export function errorResponses(
  { entries }: AnyContract,
  envelopes: Envelopes,
  operation: Operation,
  examples: ErrorExamples,
): Readonly<Record<string, Json>> {
  const byStatus = new Map<number, Entry[]>();
  for (const code of operation.codes) {
    const entry = entries.get(code);
    if (entry !== undefined) byStatus.set(entry.status, [...(byStatus.get(entry.status) ?? []), entry]);
  }
  const statuses = [...byStatus].sort(([one], [other]) => one - other);
  const responses = statuses.map(([status, alternatives]): [string, Json] => [
    String(status),
    responseOf(envelopes, alternatives, examples),
  ]);
  const { mediaType } = envelopes.main;
  const anyError: Json = {
    description: "Any other error.",
    content: { [mediaType]: { schema: { $ref: `#/components/schemas/${anyErrorName}` } } },
    "x-errata": { codes: [] },
  };
  return Object.fromEntries([...responses, ["default", anyError]]);
}

/** The headers of error responses, as components. */
export const componentHeaders: Readonly<Record<string, Json>> = {
  "X-Request-Id": header("Id of the request. Quote it to support.", { type: "string" }),
  "Errata-Code": header("The code of the error, also for HEAD requests.", { type: "string" }),
  "x-should-retry": header("Whether sending the same request again can help.", {
    type: "string",
    enum: ["true", "false"],
  }),
  "Retry-After": header("Seconds to wait before the next attempt.", { type: "integer", minimum: 1 }),
  "WWW-Authenticate": header("Scheme of the credential that is missing or was rejected.", { type: "string" }),
  Allow: header("Methods that the path supports.", { type: "string" }),
};

function responseOf(envelopes: Envelopes, entries: readonly Entry[], examples: ErrorExamples): Json {
  const byMediaType = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { mediaType } = envelopes.of(entry);
    byMediaType.set(mediaType, [...(byMediaType.get(mediaType) ?? []), entry]);
  }
  const content = [...byMediaType].map(([mediaType, alternatives]): [string, Json] => {
    const references = alternatives.map((entry) => ({ $ref: `#/components/schemas/${componentName(entry)}` }));
    const [only] = references;
    const named = alternatives.map((entry): [string, Json] => [
      componentName(entry),
      { summary: entry.when, value: examples[entry.code] ?? envelopes.of(entry).example(entry) },
    ]);
    const keyword = areExclusive(alternatives.map((entry) => envelopes.of(entry).schema(entry))) ? "oneOf" : "anyOf";
    const schema = references.length === 1 && only !== undefined ? only : { [keyword]: references };
    return [mediaType, { schema, examples: Object.fromEntries(named) }];
  });
  return {
    description: entries.map(({ code, when }) => `**${code}**: ${when}`).join("\n\n"),
    headers: Object.fromEntries(headersOf(entries).map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    content: Object.fromEntries(content),
    "x-errata": { codes: entries.map(errataOf) },
  };
}

/** Everything about a code that OpenAPI has no keyword for. */
function errataOf({ code, kind, retry, effect, charged, remedy, grpc, masks }: Entry): Json {
  return { code, kind, retry, effect, charged, remedy: { ...remedy }, grpc, ...(masks.length > 0 ? { masks } : {}) };
}

function headersOf(entries: readonly Entry[]): readonly string[] {
  const waits = entries.some(({ retry }) => retry === "after_delay" || retry === "after_reset");
  const own = entries.flatMap(({ headers }) => Object.keys(headers)).filter((name) => name in componentHeaders);
  return [
    ...new Set([
      "X-Request-Id",
      "Errata-Code",
      "x-should-retry",
      ...(waits ? ["Retry-After"] : []),
      ...(entries.some(({ status }) => status === 401) ? ["WWW-Authenticate"] : []),
      ...(entries.some(({ status }) => status === 405) ? ["Allow"] : []),
      ...own,
    ]),
  ];
}

function header(description: string, schema: Json): Json {
  return { description, schema };
}
