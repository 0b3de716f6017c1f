import type { JsonSchema, Operation } from "../../../contract/index.ts";
import type { OpenApiDocument } from "../../../openapi/index.ts";
import { isSchema, resolve, type SchemaRow, schemaRows, typeText } from "../schema-rows.ts";

/** Parameters of one place, or the members of a body. */
export interface MemberTable {
  /** "Path parameters", "Query parameters", "Headers" or "Body". */
  readonly title: string;
  /** Media type of a body; undefined for parameters. */
  readonly mediaType: string | undefined;
  /** Type of a body: "object", "list of integer"; undefined for parameters. */
  readonly type: string | undefined;
  readonly rows: readonly SchemaRow[];
}

/** A response of an operation that is not an error, or any response to a webhook. */
export interface DescribedResponse {
  /** Status or range: "201", "2XX", "default". */
  readonly status: string;
  readonly description: string;
  readonly tables: readonly MemberTable[];
}

/** The inputs and outputs of an operation or a webhook, from an OpenAPI document. */
export interface DescribedInput {
  /** Name of the group that the operation belongs to. */
  readonly tag: string | undefined;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  /** Names of the security schemes, one of which is needed; empty for a public operation. */
  readonly security: readonly string[];
  readonly request: readonly MemberTable[];
  readonly responses: readonly DescribedResponse[];
}

/** Returns what a document says about an operation; undefined if it does not have the operation. Paths match whatever their parameters are called. */
export function describeOperation(
  document: OpenApiDocument | undefined,
  { path, method }: Operation,
): DescribedInput | undefined {
  if (document === undefined) return undefined;
  const item = pathsOf(document).get(anonymous(path));
  // OpenAPI 3.1 has no member for other methods, such as PURGE.
  const operation = item?.[method.toLowerCase()] ?? membersOf(item?.["x-additionalOperations"])[method];
  return isSchema(operation) ? describe(document, item ?? {}, operation, successful) : undefined;
}

/** Returns the requests that an API sends, by event. */
export function describeWebhooks(document: OpenApiDocument | undefined): ReadonlyMap<string, DescribedInput> {
  const webhooks = Object.entries(membersOf(document?.webhooks)).flatMap(([event, item]) => {
    const { post } = membersOf(item);
    return isSchema(post) && document !== undefined ? [[event, describe(document, {}, post, anyStatus)] as const] : [];
  });
  return new Map(webhooks);
}

/** The statuses of an operation that are not errors, which have pages of their own. */
const successful = /^[123]/;
/** Every status of a webhook's receiver says what happens next. */
const anyStatus = /./;

function describe(
  document: OpenApiDocument,
  item: JsonSchema,
  operation: JsonSchema,
  shownStatuses: RegExp,
): DescribedInput {
  const { summary, description, tags, security = document.security } = operation;
  const parameters = [...listOf(item.parameters), ...listOf(operation.parameters)].map((each) =>
    resolve(document, each),
  );
  const places = [
    ["path", "Path parameters"],
    ["query", "Query parameters"],
    ["header", "Headers"],
  ] as const;
  const tables = places.map(([place, title]) => parameterTable(document, title, parameters, place));
  const [tag] = Array.isArray(tags) ? tags : [];
  return {
    tag: textOf(tag),
    summary: textOf(summary),
    description: textOf(description),
    security: listOf(security).flatMap((scheme) => Object.keys(scheme)),
    request: [...tables.filter(({ rows }) => rows.length > 0), ...bodyTables(document, operation.requestBody)],
    responses: Object.entries(membersOf(operation.responses))
      .filter(([status]) => shownStatuses.test(status))
      .map(([status, response]) => describeResponse(document, status, resolve(document, membersOf(response)))),
  };
}

function describeResponse(document: OpenApiDocument, status: string, response: JsonSchema): DescribedResponse {
  const headers = Object.entries(membersOf(response.headers)).map(([name, header]) => ({
    ...resolve(document, membersOf(header)),
    name,
    in: "header",
  }));
  const table = parameterTable(document, "Headers", headers, "header");
  return {
    status,
    description: textOf(response.description) ?? "",
    tables: [...(table.rows.length > 0 ? [table] : []), ...bodyTables(document, response)],
  };
}

/** The members of parameters are written like those of an object. */
function parameterTable(
  document: OpenApiDocument,
  title: string,
  parameters: readonly JsonSchema[],
  place: string,
): MemberTable {
  const chosen = parameters.filter((parameter) => parameter.in === place);
  const members = chosen.map(({ name, schema, description }) => [
    String(name),
    { ...membersOf(schema), ...(description === undefined ? {} : { description }) },
  ]);
  const required = chosen.filter((parameter) => parameter.required === true).map(({ name }) => String(name));
  const rows = schemaRows(document, { properties: Object.fromEntries(members), required });
  return { title, mediaType: undefined, type: undefined, rows };
}

function bodyTables(document: OpenApiDocument, holder: unknown): readonly MemberTable[] {
  const { content } = resolve(document, membersOf(holder));
  return Object.entries(membersOf(content)).map(([mediaType, media]) => {
    const schema = membersOf(membersOf(media).schema);
    const isBytes = Object.keys(schema).length === 0;
    return {
      title: "Body",
      mediaType,
      type: isBytes ? "bytes" : typeText(document, schema),
      rows: schemaRows(document, schema),
    };
  });
}

function pathsOf(document: OpenApiDocument): ReadonlyMap<string, JsonSchema> {
  const known = paths.get(document);
  if (known !== undefined) return known;
  const created = new Map(
    Object.entries(membersOf(document.paths)).map(([path, item]) => [anonymous(path), membersOf(item)]),
  );
  paths.set(document, created);
  return created;
}

/** Cached, because every operation looks its path up. */
const paths = new WeakMap<OpenApiDocument, ReadonlyMap<string, JsonSchema>>();

function anonymous(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, "{}");
}

function membersOf(value: unknown): JsonSchema {
  return isSchema(value) ? value : {};
}

function listOf(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
