import type { Json } from "../../contract/index.ts";
import { describesFailure, isIdentifier } from "../evidence/index.ts";
import { codeOfProblem, isErrorBody, statusOfBody } from "../extract/index.ts";
import { type Fact, fact, type Reading, type SourcePosition } from "../facts.ts";
import { codeIn, describedIn, isCodeName, listedIn } from "./body-codes.ts";
import { codesOfDescription, factsOfPage, hasTableOfErrors, itemsOf } from "./described-codes.ts";
import { isObject, type JsonObject, type Locate, textOf } from "./maps/index.ts";
import { isResponse, isResponseMap } from "./openapi-parts.ts";
import { type ProblemSchema, problemOf } from "./problem-schemas.ts";
import {
  entriesOf,
  enumText,
  fixedStatus,
  holdsCodes,
  isCodeValue,
  isErrorSchema,
  listedBy,
  type Path,
  pathsOf,
  valuesOf,
} from "./schema-values.ts";

/** Finds the codes of an OpenAPI document: fixed and listed values of code members, and examples, by the status of their response. */
export function readOpenApi(document: JsonObject, locate: Locate): Reading {
  const reader = new OpenApiReader(document, locate);
  reader.readOperations(document, []);
  if (isResponse(document)) reader.readResponse(document, undefined, []);
  else if (isResponseMap(document)) reader.readResponseMap(document, []);
  for (const [path, item] of entriesOf(document)) if (path.startsWith("/")) reader.readOperations(item, [path]);
  for (const [path, item] of entriesOf(document.paths)) reader.readOperations(item, ["paths", path]);
  reader.readSchemas();
  reader.readProblems();
  reader.readPages();
  reader.readSharedExamples();
  const title = isObject(document.info) ? textOf(document.info.title) : undefined;
  return {
    facts: withoutShared(reader.facts, reader.single),
    decoys: [],
    unread: [],
    bodies: reader.bodies,
    name: title,
  };
}

/** Most statuses of one place that are kept: a list of codes that is part of more responses does not tell which code has which. */
const maxStatuses = 2;

/** Removes the statuses of places that are part of many responses. A schema of one code has all of them. */
function withoutShared(facts: readonly Fact[], single: ReadonlySet<string>): readonly Fact[] {
  const keyOf = ({ code, source: { line, column } }: Fact): string => `${code} ${line} ${column}`;
  const statuses = new Map<string, number>();
  for (const one of facts) if (one.field === "status") statuses.set(keyOf(one), (statuses.get(keyOf(one)) ?? 0) + 1);
  return facts.filter(
    (one) =>
      one.field !== "status" || single.has(placeOf(one.source)) || (statuses.get(keyOf(one)) ?? 0) <= maxStatuses,
  );
}

function placeOf({ line, column }: SourcePosition): string {
  return `${line} ${column}`;
}

/** Finds the codes that the JSON Schema of an error lists. */
export function readErrorSchema(schema: JsonObject, locate: Locate): Reading {
  const reader = new OpenApiReader(schema, locate);
  reader.readSchema(schema);
  reader.readProblem(schema);
  return { facts: reader.facts, decoys: [], unread: [], bodies: reader.bodies };
}

/** Most texts in Markdown of one document that are read. */
const maxPages = 200;

class OpenApiReader {
  readonly facts: Fact[] = [];
  readonly bodies: Reading["bodies"][number][] = [];
  /** Places of the codes that are the only ones of their schema. */
  readonly single = new Set<string>();
  readonly #document: JsonObject;
  readonly #locate: Locate;
  /** The codes that the schemas of errors list, which may have spaces. */
  readonly #listed: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  readonly #codes = new Set<string>();
  /** The codes that the description of the current response lists. */
  #described: ReadonlySet<string> = new Set();
  readonly #read = new Map<number | undefined, Set<JsonObject>>();

  constructor(document: JsonObject, locate: Locate) {
    this.#document = document;
    this.#listed = new Set(this.#schemas().flatMap(({ schema, path }) => listedBy(schema, String(path.at(-1)))));
    this.#locate = locate;
  }

  /** Reads the operations of a path, or the responses that an object has itself. */
  readOperations(item: Json, path: Path): void {
    this.readResponses(item, path);
    for (const [method, operation] of entriesOf(item)) this.readResponses(operation, [...path, method]);
  }

  readResponses(parent: Json | undefined, path: Path): void {
    this.readResponseMap(isObject(parent) ? parent.responses : undefined, [...path, "responses"]);
  }

  readResponseMap(responses: Json | undefined, path: Path): void {
    for (const [key, declared] of entriesOf(responses)) {
      const response = this.#resolve(declared, [...path, key]);
      if (response === undefined || /^[123]/.test(key)) continue;
      this.readResponse(response.value, /^[45]\d\d$/.test(key) ? Number(key) : undefined, response.path);
    }
  }

  readResponse(response: JsonObject, status: number | undefined, path: Path): void {
    for (const [name, value] of entriesOf(response))
      if (/^x-.*(?:error|code|errata)/i.test(name)) this.#readExtension(value, status, path);
    this.#readDescription(textOf(response.description) ?? "", status, path);
    // In OpenAPI 2, a response has one schema, and an example for each media type.
    this.#readSchema(response.schema, status, [...path, "schema"], 0);
    if (response.content === undefined)
      for (const [type, example] of entriesOf(response.examples))
        this.#addBody(example, status, [...path, "examples", type], textOf(response.description));
    for (const [type, media] of entriesOf(response.content)) {
      const content = this.#resolve(media, [...path, "content", type]);
      if (content === undefined) continue;
      this.#readExamples(content.value, status, textOf(response.description), content.path);
      this.#readSchema(content.value.schema, status, [...content.path, "schema"], 0);
      this.#readResponseProblems(content.value.schema, status, [...content.path, "schema"]);
    }
    this.#described = new Set();
  }

  /** Reads the errors that a response may be, each a schema with constants. */
  #readResponseProblems(declared: Json | undefined, status: number | undefined, path: Path): void {
    const found = this.#resolve(declared, path);
    const { oneOf, anyOf } = found?.value ?? {};
    const parts = [oneOf ?? anyOf].flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : []));
    for (const part of parts.length > 0 ? parts.slice(0, 100) : [declared]) {
      const schema = this.#resolve(part, path);
      const problem = schema && problemOf(schema.value, (base) => this.#resolve(base, [])?.value);
      if (schema !== undefined && problem?.isExample === false)
        this.#addProblem({ ...problem, status: problem.status ?? status }, schema.path);
    }
  }

  /** Reads the codes that the description of a response lists. */
  #readDescription(description: string, status: number | undefined, path: Path): void {
    const described = codesOfDescription(description);
    this.#described = new Set(described.map(({ code }) => code));
    for (const { code, text, statuses = [] } of described)
      for (const one of status === undefined && statuses.length > 0 ? statuses : [status])
        this.#add(code, one, text, [...path, "description"]);
  }

  /** Reads schemas of errors that no response names, so their statuses stay open. */
  readSchemas(): void {
    for (const { schema, path } of this.#schemas()) this.#readNamed(String(path.at(-1)), schema, path);
  }

  #schemas(): ReturnType<typeof pathsOf> {
    const { components, definitions } = this.#document;
    const shared = isObject(components) ? pathsOf(components.schemas, ["components", "schemas"]) : [];
    return [...shared, ...pathsOf(definitions, ["definitions"])];
  }

  /**
   * Reads the schemas that describe one error each by constants. One whose constants are examples, as those of a schema of all
   * errors are, counts beside others with other codes.
   */
  readProblems(): void {
    const { components } = this.#document;
    const responses = isObject(components) ? pathsOf(components.responses, ["components", "responses"]) : [];
    const inline = responses.flatMap(({ schema: { content }, path }) =>
      pathsOf(content, [...path, "content"]).flatMap(({ schema: { schema }, path: place }) =>
        isObject(schema) ? [{ schema, path: [...place, "schema"] }] : [],
      ),
    );
    const problems = [...this.#schemas(), ...inline].flatMap(({ schema, path }) => {
      const problem = problemOf(schema, (part) => this.#resolve(part, [])?.value);
      const name = String(path[path[0] === "definitions" ? 1 : 2]);
      const isFailure = problem?.meaning !== undefined && describesFailure(problem.code);
      const isError = problem?.isCertain === true || isErrorSchema(name) || isFailure;
      return problem !== undefined && isError ? [{ problem, path }] : [];
    });
    const shown = new Set(problems.flatMap(({ problem }) => (problem.isExample ? [problem.code] : [])));
    for (const { problem, path } of problems) if (!problem.isExample || shown.size > 2) this.#addProblem(problem, path);
  }

  /** Reads a schema that is the whole document and describes one error. */
  readProblem(schema: JsonObject): void {
    const problem = problemOf(schema, (part) => this.#resolve(part, [])?.value);
    if (problem?.isExample === false && problem.status !== undefined) this.#addProblem(problem, []);
  }

  #addProblem({ code, status, title, meaning }: ProblemSchema, path: Path): void {
    this.#add(code, status, meaning, path);
    if (title !== undefined) this.facts.push(fact(code, "title", title, this.#locate(path)));
  }

  /** Reads the parts about errors of the texts about the whole API, which are pages in Markdown, and the tables of those about an operation. */
  readPages(): void {
    const { info, tags, paths } = this.#document;
    const texts = [
      { schema: info, path: ["info"] },
      ...(Array.isArray(tags) ? (tags as readonly Json[]) : []).map((schema, index) => ({
        schema,
        path: ["tags", index],
      })),
    ];
    const operations = pathsOf(paths, ["paths"]).flatMap(({ schema, path }) => pathsOf(schema, path));
    const tables = operations.filter(({ schema }) => hasTableOfErrors(textOf(schema.description) ?? ""));
    for (const { schema, path } of [...texts, ...tables].slice(0, maxPages)) {
      const text = isObject(schema) ? textOf(schema.description) : undefined;
      if (text !== undefined) this.#readPage(text, [...path, "description"]);
    }
  }

  /** Reads a page, which may write the codes of schemas in capitals. */
  #readPage(text: string, path: Path): void {
    const source = this.#locate(path);
    const known = new Map(Array.from(this.#codes, (code) => [code.toLowerCase(), code]));
    for (const one of factsOfPage(text)) {
      const code = this.#codes.has(one.code) ? one.code : (known.get(one.code.toLowerCase()) ?? one.code);
      if (one.field !== "code" || !this.#codes.has(code)) this.facts.push({ ...one, code, source });
    }
  }

  /** Reads the examples of bodies of errors that no response names. */
  readSharedExamples(): void {
    const { components } = this.#document;
    const { examples, responses } = isObject(components) ? components : {};
    const shared = [
      ...pathsOf(examples, ["components", "examples"]),
      ...pathsOf(responses, ["components", "responses"]),
    ];
    for (const { schema, path } of shared) {
      const example = this.#resolve(schema, path);
      const value = example?.value[path[1] === "examples" ? "value" : "example"];
      if (example === undefined || value === undefined || !isErrorBody(value)) continue;
      if (this.#codes.has(codeIn(value, 0) ?? "")) continue;
      const meaning = textOf(example.value.description) ?? textOf(example.value.summary);
      this.#addBody(value, undefined, example.path, meaning);
    }
  }

  /** Reads a schema that is named as one of errors, or as the list of their codes. */
  #readNamed(name: string, schema: Json, path: Path): void {
    if (!isErrorSchema(name)) return;
    this.#readSchema(schema, undefined, path, 0);
    const isList = /(?:error|fault|problem|exception)[._-]?(?:codes?|reasons?|keys?)$/i.test(name);
    if (isList && isObject(schema) && schema.type === "string") this.#readCodes(schema, undefined, undefined, path);
  }

  readSchema(schema: JsonObject): void {
    this.#readCodes(schema, undefined, undefined, []);
    this.#readSchema(schema, undefined, [], 0);
  }

  #readSchema(declared: Json | undefined, status: number | undefined, path: Path, depth: number): void {
    const found = this.#resolve(declared, path);
    if (found === undefined || depth > 10 || !this.#isFirst(found.value, status)) return;
    const { value: schema, path: own } = found;
    for (const key of ["oneOf", "anyOf", "allOf"])
      for (const [index, part] of (Array.isArray(schema[key]) ? (schema[key] as readonly Json[]) : []).entries())
        this.#readSchema(part, status, [...own, key, index], depth + 1);
    this.#readSchema(schema.items, status, [...own, "items"], depth + 1);
    const stated = status ?? fixedStatus(schema);
    for (const [name, member] of entriesOf(schema.properties)) {
      const property = this.#resolve(member, [...own, "properties", name]);
      if (property === undefined) continue;
      if (holdsCodes(name, schema, own))
        this.#readCodes(property.value, textOf(schema.description), stated, property.path);
      this.#readSchema(property.value, stated, property.path, depth + 1);
    }
    this.#readPropertyExamples(schema, own, depth);
    if (schema.example !== undefined) this.#addBody(schema.example, status, [...own, "example"]);
    this.#readDiscriminator(schema, own);
  }

  /** Reads the schema of one error whose members have examples: `code: { example: no_book }` beside `status: { example: 404 }`. */
  #readPropertyExamples({ properties, description }: JsonObject, path: Path, depth: number): void {
    const shown = entriesOf(properties).flatMap(([name, member]) =>
      isObject(member) && member.example !== undefined ? [[name, member.example] as const] : [],
    );
    const body = Object.fromEntries(shown) as JsonObject;
    const name = ["code", "error_code", "errorCode"].find((one) => isIdentifier(textOf(body[one]) ?? ""));
    if (depth > 2 || name === undefined || !isErrorSchema(String(path.at(-1)))) return;
    const status = ["status", "statusCode", "status_code"].map((one) => Number(body[one])).find((one) => one >= 400);
    this.bodies.push({ value: body, status, source: this.#locate(path) });
    this.#add(textOf(body[name]) ?? "", status, textOf(description), [...path, "properties", name]);
  }

  /**
   * Reads the values of a member of codes that select the schema of the body: `discriminator: { propertyName: code }`. Such a
   * list has the errors of every response, so the one that refers to it does not tell their statuses.
   */
  #readDiscriminator(schema: JsonObject, path: Path): void {
    const { discriminator } = schema;
    if (!isObject(discriminator) || !isCodeName(textOf(discriminator.propertyName) ?? "")) return;
    // A schema of errors may extend one of other messages.
    const isShared = (path[0] === "components" && path.length === 3) || path[0] === "definitions";
    if (isShared && !isErrorSchema(String(path.at(-1)))) return;
    for (const [code, target] of entriesOf(discriminator.mapping)) {
      const meaning = textOf(this.#resolve({ $ref: target }, [])?.value.description);
      if (isCodeValue(code)) this.#add(code, fixedStatus(schema), meaning, [...path, "discriminator", "mapping", code]);
    }
  }

  /** Checks whether a schema is read for the first time for a status, so that references in a circle take linear time. */
  #isFirst(schema: JsonObject, status: number | undefined): boolean {
    const read = this.#read.get(status) ?? new Set();
    this.#read.set(status, read);
    if (read.has(schema)) return false;
    read.add(schema);
    return true;
  }

  #readCodes(property: JsonObject, description: string | undefined, status: number | undefined, path: Path): void {
    const [listed, items] = [valuesOf(property), itemsOf(textOf(property.description) ?? "")];
    this.#noteSingle(listed, path);
    for (const [index, { code, place }] of listed.entries()) {
      if (typeof code !== "string" || !isCodeValue(code)) continue;
      const item = items.get(code);
      const text = enumText(property, index, code) ?? item?.text ?? (listed.length === 1 ? description : undefined);
      // The description of a list tells the codes apart, and the responses that share it do not.
      const own = item?.statuses ?? [];
      for (const one of own.length === 0 ? [status] : own) this.#add(code, one, text, [...path, ...place]);
    }
  }

  #noteSingle([only, ...others]: ReturnType<typeof valuesOf>, path: Path): void {
    if (only !== undefined && others.length === 0) this.single.add(placeOf(this.#locate([...path, ...only.place])));
  }

  #readExamples(content: JsonObject, status: number | undefined, description: string | undefined, path: Path): void {
    for (const [name, declared] of entriesOf(content.examples)) {
      const example = this.#resolve(declared, [...path, "examples", name]);
      const meaning = textOf(example?.value.summary) ?? textOf(example?.value.description);
      if (example?.value.value !== undefined)
        this.#addBody(example.value.value, status, [...example.path, "value"], meaning);
    }
    if (content.example !== undefined) this.#addBody(content.example, status, [...path, "example"], description);
  }

  #addBody(value: Json, status: number | undefined, path: Path, meaning?: string): void {
    const named = codeIn(value, 0) ?? listedIn(value, this.#listed, 0);
    const code = describedIn(value, this.#described) ?? named ?? codeOfProblem(value);
    if (code === undefined) return;
    this.bodies.push({ value, status, source: this.#locate(path) });
    this.#add(code, status ?? statusOfBody(value), meaning, path);
  }

  /** Reads `x-errors`, `x-error-codes` and the like: a list of codes, or of objects with one, beside a response. */
  #readExtension(value: Json, status: number | undefined, path: Path): void {
    const list = isObject(value) ? value.codes : value;
    for (const item of Array.isArray(list) ? (list as readonly Json[]) : []) {
      const code = textOf(item) ?? (isObject(item) ? textOf(item.code) : undefined);
      const meaning = isObject(item) ? textOf(item.description ?? item.when) : undefined;
      if (code !== undefined) this.#add(code, status, meaning, path);
    }
  }

  #add(code: string, status: number | undefined, meaning: string | undefined, path: Path): void {
    const source: SourcePosition = this.#locate(path);
    // An example tells a status that the responses which share a list do not.
    const key = `${code} ${status} ${path.at(-2) === "enum"}`;
    this.#codes.add(code);
    if (!this.#seen.has(key)) {
      this.facts.push(fact(code, "code", code, source));
      if (status !== undefined) this.facts.push(fact(code, "status", status, source));
    }
    this.#seen.add(key);
    if (meaning !== undefined && /\s/.test(meaning)) this.facts.push(fact(code, "meaning", meaning, source));
  }

  /** Follows references. @returns the object and the path at which it is written */
  #resolve(value: Json | undefined, path: Path): { readonly value: JsonObject; readonly path: Path } | undefined {
    let current = value;
    let place = path;
    for (let step = 0; step < 8 && isObject(current) && typeof current.$ref === "string"; step += 1) {
      place = current.$ref
        .replace(/^#\//, "")
        .split("/")
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
      let target: Json | undefined = this.#document;
      for (const key of place) target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
      current = target;
    }
    return isObject(current) ? { value: current, path: place } : undefined;
  }
}
