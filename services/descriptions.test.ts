import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { AnyContract } from "errata";
import { type ApiDescription, openapi } from "errata/openapi";
import { recordedBodies, recordedExchanges } from "errata/reference";
import { describe, expect, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { imagingDescription } from "./imaging/description.ts";
import { orders } from "./orders/contract.ts";
import { ordersDescription } from "./orders/description.ts";
import { pdf } from "./pdf/contract.ts";
import { pdfDescription } from "./pdf/description.ts";
import { scribe } from "./scribe/contract.ts";
import { scribeDescription } from "./scribe/description.ts";
import { readExchanges, readRecordings } from "./testing/recording/read-recordings.ts";
import { vision } from "./vision/contract.ts";
import { visionDescription } from "./vision/description.ts";

const apis: readonly (readonly [name: string, contract: AnyContract, description: ApiDescription])[] = [
  ["imaging", imaging, imagingDescription],
  ["orders", orders, ordersDescription],
  ["pdf", pdf, pdfDescription],
  ["scribe", scribe, scribeDescription],
  ["vision", vision, visionDescription],
];

describe.each(apis)("the OpenAPI document of %s", (_, contract, api) => {
  const recordings = readRecordings(contract);
  const { document } = openapi(contract, {
    api,
    examples: recordedBodies(recordings),
    exchanges: recordedExchanges(contract, readExchanges(contract)),
    serverUrl: "https://api.example.com",
  });

  it("is valid OpenAPI 3.1", async () => {
    const { errors } = await new Validator().validate(structuredClone(document) as Record<string, unknown>);
    expect(errors ?? []).toEqual([]);
  });

  it("has a summary, a tag and a successful response for every operation", () => {
    const incomplete = operationsOf(document).filter(
      ({ operation: { summary, tags, responses } }) =>
        summary === undefined || tags === undefined || !Object.keys(responses).some((status) => status.startsWith("2")),
    );
    expect(incomplete.map(({ name }) => name)).toEqual([]);
  });

  it("describes and bounds every input", () => {
    const problems = operationsOf(document).flatMap(({ name, operation }) => [
      ...(operation.parameters ?? []).flatMap((parameter: any) => [
        ...(parameter.description ? [] : [`${name} ${parameter.name}: no description`]),
        ...unbounded(document, parameter.schema, `${name} ${parameter.name}`),
      ]),
      ...Object.entries<any>(operation.requestBody?.content ?? {}).flatMap(([type, { schema }]) =>
        /json/.test(type) ? inputProblems(document, schema, `${name} body`) : [],
      ),
    ]);
    expect(problems).toEqual([]);
  });

  it("describes every member of the details of every code", () => {
    const problems = [...contract.entries.values()].flatMap(({ code, details }) =>
      details === undefined ? [] : undescribed(document, details, code),
    );
    expect(problems).toEqual([]);
  });

  it("describes every member of a response", () => {
    const problems = operationsOf(document).flatMap(({ name, operation }) =>
      Object.entries<any>(operation.responses)
        .filter(([status]) => status.startsWith("2"))
        .flatMap(([status, { content }]) =>
          undescribed(document, content?.["application/json"]?.schema, `${name} ${status}`),
        ),
    );
    expect(problems).toEqual([]);
  });

  it("has the recorded requests and responses as examples, which fit their schemas", () => {
    const ajv = new Ajv2020({ strict: false, validateSchema: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: "document", ...document });
    const examples = operationsOf(document).flatMap(({ name, operation }) =>
      [["request", operation.requestBody], ...Object.entries(operation.responses)].flatMap(([place, holder]) =>
        Object.entries<any>(holder?.content ?? {}).flatMap(([type, media]) =>
          Object.entries<any>(media.examples ?? {}).map(([key, { value }]) => {
            const at = ["paths", ...pathOf(name), ...(place === "request" ? ["requestBody"] : ["responses", place])];
            const pointer = [...at, "content", type, "schema"].map(escaped).join("/");
            const isText = media.schema?.type === undefined && media.schema?.$ref === undefined && !/json/.test(type);
            const isValid = isText || ajv.validate({ $ref: `document#/${pointer}` }, value);
            return { at: `${name} ${place} ${key}`, problem: isValid ? "" : ajv.errorsText() };
          }),
        ),
      ),
    );
    expect(examples.filter(({ problem }) => problem !== "")).toEqual([]);
    const requests = examples.filter(({ at }) => at.includes(" request recorded"));
    expect(requests.length).toBeGreaterThan(4);
    const without = operationsOf(document).filter(({ operation: { requestBody } }) =>
      Object.entries<any>(requestBody?.content ?? {}).some(([type, media]) => /json/.test(type) && !media.examples),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
    expect(JSON.stringify(examples)).not.toContain("{{");
  });
});

/** Returns the keys that lead to an operation below `paths`. */
function pathOf(name: string): readonly string[] {
  const [method = "", path = ""] = name.split(" ");
  return [path, method.toLowerCase()];
}

/** @see RFC 6901 section 6 */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** Members of success envelopes and of pages, which are the same everywhere. */
const wellKnown = new Set(["status", "success", "data", "error", "items"]);

function operationsOf(document: any): readonly { readonly name: string; readonly operation: any }[] {
  return Object.entries<any>(document.paths).flatMap(([path, item]) =>
    Object.entries<any>(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
}

function resolve(document: any, schema: any): any {
  if (typeof schema?.$ref !== "string") return schema;
  return schema.$ref
    .slice(2)
    .split("/")
    .reduce((value: any, key: string) => value[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

/** Lists members without a description, and values without a bound. */
function inputProblems(document: any, referring: any, at: string, depth = 0): string[] {
  const schema = resolve(document, referring);
  if (depth > 8) return [];
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((each: any) =>
    inputProblems(document, each, at, depth + 1),
  );
  const members = Object.entries<any>(schema.properties ?? {}).flatMap(([name, member]) => [
    ...(member.description || "const" in member ? [] : [`${at}.${name}: no description`]),
    ...inputProblems(document, member, `${at}.${name}`, depth + 1),
  ]);
  const items = schema.items === undefined ? [] : inputProblems(document, schema.items, `${at}[]`, depth + 1);
  return [...unbounded(document, schema, at), ...inner, ...members, ...items];
}

function unbounded(document: any, referring: any, at: string): string[] {
  const schema = resolve(document, referring);
  if ("const" in schema || "enum" in schema) return [];
  if (
    schema.type === "string" &&
    schema.maxLength === undefined &&
    schema.pattern === undefined &&
    schema.format === undefined
  )
    return [`${at}: a string of any length`];
  if (/^(number|integer)$/.test(schema.type) && (schema.minimum ?? schema.exclusiveMinimum) === undefined)
    return [`${at}: a number without a minimum`];
  if (/^(number|integer)$/.test(schema.type) && (schema.maximum ?? schema.exclusiveMaximum) === undefined)
    return [`${at}: a number without a maximum`];
  return schema.type === "array" && schema.maxItems === undefined ? [`${at}: a list of any length`] : [];
}

function undescribed(document: any, referring: any, at: string, depth = 0): string[] {
  const schema = referring === undefined ? {} : resolve(document, referring);
  if (depth > 8) return [];
  const members = Object.entries<any>(schema.properties ?? {}).flatMap(([name, member]) => [
    ...(member.description || resolve(document, member).description || "const" in member || wellKnown.has(name)
      ? []
      : [`${at}.${name}: no description`]),
    ...undescribed(document, member, `${at}.${name}`, depth + 1),
  ]);
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])];
  return [...members, ...parts.flatMap((each: any) => undescribed(document, each, at, depth + 1))];
}
