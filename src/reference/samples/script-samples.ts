import { pathParams, queryOf, type ShownRequest } from "../describe/index.ts";
import {
  codePath,
  fileOf,
  headersOf,
  keyPlaceholder,
  keyVariable,
  literal,
  memberName,
  remedyLine,
  type Sample,
  type SampleSource,
} from "./sample.ts";

/** Writes the sample for the client of Errata. A typed client cannot send what is not an operation of the contract. */
export function clientSample(source: SampleSource): Sample {
  return { label: "TypeScript", language: "ts", code: operationSample(source) ?? responseSample(source) };
}

function operationSample(source: SampleSource): string | undefined {
  const { apiUrl, entry, request } = source;
  if (request.operation === undefined) return undefined;
  const body = scriptBody(request);
  const params = pathParams(request);
  const query = queryOf(request.path);
  // The client sets these itself.
  const own = body.isJson === true ? /^(content-type|idempotency-key)$/i : /^idempotency-key$/i;
  const headers = scriptHeaders(source).filter(([name]) => !own.test(name));
  const [, key] = scriptHeaders(source).find(([name]) => /^idempotency-key$/i.test(name)) ?? [];
  const options = [
    ...(Object.keys(params).length > 0 ? [`params: ${literal(params, "  ")}`] : []),
    ...(Object.keys(query).length > 0 ? [`query: ${literal(query, "  ")}`] : []),
    ...(body.expression === undefined ? [] : [`body: ${body.expression}`]),
    ...(key === undefined ? [] : [`idempotencyKey: ${key}`]),
  ];
  return [
    'import { client } from "errata/client";',
    ...fileImport(body),
    moduleImport(source, "type Api, metadata"),
    "",
    "const api = client<Api>({",
    `  baseUrl: ${JSON.stringify(apiUrl)},`,
    "  metadata,",
    ...headerLines(headers, "  "),
    "});",
    ...body.statements,
    `const result = await api.try(${JSON.stringify(request.operation.name)}${listed(options)});`,
    "if (!result.ok) {",
    "  const { error } = result;",
    `  if (${isError(source)}) console.log(error.message, ${JSON.stringify(remedyLine(entry))});`,
    "  else console.error(String(error));",
    "}",
  ].join("\n");
}

/** Reads the response of plain `fetch` with the metadata of the contract. */
function responseSample(source: SampleSource): string {
  const body = scriptBody(source.request);
  return [
    'import { parseResponse } from "errata/client";',
    ...fileImport(body),
    moduleImport(source, "metadata"),
    "",
    ...body.statements,
    `const response = await ${fetchCall(source, body)};`,
    "const error = await parseResponse(response, metadata);",
    "if (error) {",
    `  if (${isError(source)}) console.log(error.message, ${JSON.stringify(remedyLine(source.entry))});`,
    "  else console.error(String(error));",
    "}",
  ].join("\n");
}

function moduleImport({ contract }: SampleSource, names: string): string {
  const module = contract.name.replaceAll(/\W+/g, "-");
  return `import { ${names} } from "./${module}.ts"; // errata generate client errata.json -o ${module}.ts`;
}

/** Writes the condition that recognises the error. The envelope may not send the code. */
function isError(source: SampleSource): string {
  const { code, status } = source.entry;
  return codePath(source) === undefined ? `error.status === ${status}` : `error.code === ${JSON.stringify(code)}`;
}

/** Writes the sample for plain `fetch`. */
export function fetchSample(source: SampleSource): Sample {
  const { entry, request } = source;
  const body = scriptBody(request);
  const path = codePath(source);
  const isCode =
    path === undefined
      ? `response.status === ${entry.status}`
      : `${path.reduce<string>((text, key) => `${text}?.${typeof key === "number" ? `[${key}]` : /^\w+$/.test(key) ? key : `[${JSON.stringify(key)}]`}`, "body")} === ${JSON.stringify(entry.code)}`;
  const code = [
    ...fileImport(body),
    ...(body.isFile === true ? [""] : []),
    ...body.statements,
    `const response = await ${fetchCall(source, body)};`,
    "if (!response.ok) {",
    "  const body = await response.json();",
    `  if (${isCode}) console.log(${JSON.stringify(remedyLine(entry))});`,
    "  else console.error(response.status, body);",
    "}",
  ];
  return { label: "fetch", language: "ts", code: code.join("\n") };
}

function fetchCall(source: SampleSource, body: ScriptBody): string {
  const { apiUrl, request } = source;
  const sent = body.isJson === true ? `JSON.stringify(${body.expression})` : body.expression;
  const init = [
    ...(request.method === "GET" ? [] : [`  method: ${JSON.stringify(request.method)},`]),
    ...headerLines(scriptHeaders(source), "  "),
    ...(sent === undefined ? [] : [`  body: ${sent},`]),
  ];
  return `fetch(${JSON.stringify(apiUrl + request.path)}${init.length > 0 ? `, {\n${init.join("\n")}\n}` : ""})`;
}

interface ScriptBody {
  /** Statements before the request. */
  readonly statements: readonly string[];
  /** Expression of the body; undefined without one. */
  readonly expression?: string;
  readonly isJson?: boolean;
  readonly isFile?: boolean;
}

function scriptBody(request: ShownRequest): ScriptBody {
  const { body } = request;
  if (body === undefined) return { statements: [] };
  if ("json" in body) return { statements: [], expression: literal(body.json, "  "), isJson: true };
  if ("text" in body) return { statements: [], expression: JSON.stringify(body.text) };
  if (!("form" in body)) return { statements: [], expression: `await openAsBlob("${fileOf(request)}")`, isFile: true };
  const appends = body.form.map(({ name, fileName, type, content }) => {
    if (fileName === undefined)
      return `form.append(${JSON.stringify(name)}, ${JSON.stringify("json" in content ? JSON.stringify(content.json) : "text" in content ? content.text : "")});`;
    const options = type === undefined ? "" : `, { type: ${JSON.stringify(type)} }`;
    return `form.append(${JSON.stringify(name)}, await openAsBlob(${JSON.stringify(fileName)}${options}), ${JSON.stringify(fileName)});`;
  });
  return {
    statements: ["const form = new FormData();", ...appends],
    expression: "form",
    isFile: appends.some((line) => line.includes("openAsBlob")),
  };
}

/** Returns the headers, each with its value as an expression. */
function scriptHeaders(source: SampleSource): readonly (readonly [string, string])[] {
  const key = `\${process.env.${keyVariable(source.contract)}}`;
  return headersOf(source).map(([name, value]) => [name, withKey(value, key)]);
}

/** Writes a string, in which the script replaces the key. */
function withKey(value: string, key: string): string {
  if (!value.includes(keyPlaceholder)) return JSON.stringify(value);
  return `\`${value.replaceAll(/[\\`]|\$\{/g, "\\$&").replaceAll(keyPlaceholder, () => key)}\``;
}

function headerLines(headers: readonly (readonly [string, string])[], indent: string): readonly string[] {
  if (headers.length === 0) return [];
  const lines = headers.map(([name, value]) => `${indent}  ${memberName(name)}: ${value},`);
  return [`${indent}headers: {`, ...lines, `${indent}},`];
}

function fileImport({ isFile }: ScriptBody): readonly string[] {
  return isFile === true ? ['import { openAsBlob } from "node:fs";'] : [];
}

function listed(options: readonly string[]): string {
  return options.length === 0 ? "" : `, {\n${options.map((option) => `  ${option},\n`).join("")}}`;
}
