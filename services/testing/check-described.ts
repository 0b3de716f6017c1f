import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { AnyContract } from "errata";
import { openapi } from "errata/openapi";
import type { Context, MiddlewareHandler } from "hono";
import type { Api } from "../shared/api/index.ts";

/**
 * Returns a middleware that compares every successful exchange with the API's description: the status, the media type, and
 * the members and bounds of both bodies. A difference turns the response into a 500 that names it.
 */
export function checkDescribed(api: Api): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { status } = c.res;
    if (status >= 300 || c.req.method === "OPTIONS" || c.req.method === "HEAD") return;
    const path = c.req.path.slice(`/${api.name}`.length);
    const operation = operationsOf(api).find(({ method, pattern }) => method === c.req.method && pattern.test(path));
    const problem = operation && (await problemOf(operation, c));
    if (problem !== undefined)
      c.res = new Response(`${c.req.method} ${path} differs from its description: ${problem}`, { status: 500 });
  };
}

interface DescribedOperation {
  readonly method: string;
  readonly pattern: RegExp;
  /** By media type. */
  readonly request: ReadonlyMap<string, Check>;
  /** By status, then by media type. */
  readonly responses: ReadonlyMap<number, ReadonlyMap<string, Check>>;
}

/** Returns what is wrong with a JSON body; bytes are not checked. */
type Check = (body: unknown) => string | undefined;

async function problemOf(operation: DescribedOperation, c: Context): Promise<string | undefined> {
  const { status, headers } = c.res;
  const types = operation.responses.get(status);
  if (types === undefined) return `the status ${status} is not described`;
  const type = mediaType(headers.get("content-type"));
  const check = types.get(type);
  if (type === "" ? types.size > 0 : check === undefined)
    return `the media type "${type}" of ${status} is not described`;
  // A part of a file has the media type of the whole file.
  const isWhole = status !== 206;
  const problem = isWhole && type === "application/json" ? check?.(await c.res.clone().json()) : undefined;
  if (problem !== undefined) return `response ${status}: ${problem}`;
  const sent = mediaType(c.req.header("content-type"));
  if (sent !== "application/json") return undefined;
  const body: unknown = await c.req.json().catch(() => undefined);
  const sentProblem = body === undefined ? undefined : operation.request.get(sent)?.(trimmed(body));
  return sentProblem && `request: ${sentProblem}`;
}

/** Names are trimmed before they are validated, which JSON Schema cannot express. */
function trimmed(value: unknown): unknown {
  if (typeof value === "string") return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, trimmed(member)]));
}

function mediaType(header: string | null | undefined): string {
  return (header ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** By contract, because all servings of an API share its description, which takes long to compile. */
const compiled = new WeakMap<AnyContract, readonly DescribedOperation[]>();

function operationsOf(api: Api): readonly DescribedOperation[] {
  const operations = compiled.get(api.contract) ?? compile(api);
  compiled.set(api.contract, operations);
  return operations;
}

function compile({ contract, description }: Api): readonly DescribedOperation[] {
  const { document } = openapi(contract, { api: description });
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "document", ...document });
  return Object.entries(document.paths as Members).flatMap(([path, item]) =>
    Object.entries(item as Members).map(([method, operation]) => {
      const { requestBody, responses } = operation as Members;
      const byStatus = Object.entries(responses as Members)
        .filter(([status]) => /^2\d\d$/.test(status))
        .map(([status, response]) => [Number(status), checksOf(ajv, response as Members)] as const);
      return {
        method: method.toUpperCase(),
        pattern: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{[^}]*\}/g, "[^/]+")}$`),
        request: checksOf(ajv, (requestBody ?? {}) as Members),
        responses: new Map(byStatus),
      };
    }),
  );
}

type Members = Readonly<Record<string, unknown>>;

function checksOf(ajv: Ajv2020, { content = {} }: Members): ReadonlyMap<string, Check> {
  return new Map(
    Object.entries(content as Record<string, { readonly schema: object }>).map(([type, { schema }]) => {
      let validate: ValidateFunction | undefined;
      return [
        type,
        (body) => {
          validate ??= ajv.compile(inDocument(schema) as object);
          return validate(body) ? undefined : ajv.errorsText(validate.errors);
        },
      ];
    }),
  );
}

/** References of a part start at the root of the document. */
function inDocument(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inDocument);
  if (typeof value !== "object" || value === null) return value;
  const { $ref: reference, ...rest } = value as { readonly $ref?: string };
  const members = Object.entries(rest).map(([name, member]) => [name, inDocument(member)]);
  return { ...Object.fromEntries(members), ...(reference === undefined ? {} : { $ref: `document${reference}` }) };
}
