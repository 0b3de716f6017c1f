import type { AnyContract, Operation } from "../../contract/index.ts";
import type { RecordedBody, RecordedExchange, RecordedRequest, RecordedResponse, Recording } from "../recording.ts";
import { indexOf, shapeOf } from "./contract-index.ts";

/** A request as a page and the code samples show it. */
export interface ShownRequest {
  readonly method: string;
  /** Path with `<name>` in place of values that earlier requests captured. */
  readonly path: string;
  /** The contract's operation; undefined if the request matches none. */
  readonly operation: Operation | undefined;
  /** Headers without the credential's value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RecordedBody | undefined;
  /** The bytes on the connection, if HTTP clients cannot send this request. */
  readonly raw: string | undefined;
  readonly note: string | undefined;
}

/** Returns a recorded request without secrets and generated values. */
export function shownRequest(contract: AnyContract, { request, note }: RecordedExchange): ShownRequest {
  return {
    method: request.method,
    path: shown(request.path),
    operation: operationOf(contract, request),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, shown(value)])),
    body: request.body === undefined ? undefined : (JSON.parse(shown(JSON.stringify(request.body))) as RecordedBody),
    raw: request.raw === undefined ? undefined : shown(request.raw),
    note,
  };
}

/**
 * Returns the request that code samples send: the one that causes the code, or the one that succeeds if HTTP clients cannot send
 * the other.
 */
export function sampleExchange({
  exchanges,
  works,
}: Pick<Recording, "exchanges" | "works">): RecordedExchange | undefined {
  return [exchanges.at(-1), works].find((exchange) => exchange !== undefined && isComplete(exchange.request));
}

/** A part that was cut short, or bytes on the connection, are for readers only. */
function isComplete(request: RecordedRequest): boolean {
  return request.raw === undefined && !/\*\d+\}\}/.test(JSON.stringify(request));
}

/** Returns the values of an operation's placeholders in a request's path, by name. */
export function pathParams({ operation, path }: ShownRequest): Readonly<Record<string, string>> {
  if (operation === undefined) return {};
  const [, ...values] = patternOf(operation.path).exec(pathOnly(path)) ?? [];
  const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  return Object.fromEntries(values.map((value, index) => [names[index], value]));
}

/** Returns the query of a request, by name; a repeated name keeps its last value. */
export function queryOf(path: string): Readonly<Record<string, string>> {
  const [, query = ""] = path.split("?", 2);
  return Object.fromEntries(new URLSearchParams(query));
}

/** Returns a path without its query. */
function pathOnly(path: string): string {
  return path.split("?", 1)[0] ?? "";
}

/** Returns the text of a body as a reader sees it, and the size of a large one. */
export function bodyText(body: RecordedBody): string {
  if ("json" in body) return JSON.stringify(body.json);
  if ("text" in body) return body.text;
  if (!("form" in body)) return `(${bytesOf(body).toLocaleString("en")} bytes)`;
  return body.form
    .map(({ name, fileName, content }) => `${name}=${fileName === undefined ? bodyText(content) : `@${fileName}`}`)
    .join("\n");
}

/** Returns the length, in bytes, of a body that is not text. */
export function bytesOf(body: Extract<RecordedBody, { base64: string } | { repeat: string }>): number {
  if ("repeat" in body) return body.repeat.length * body.times;
  return Math.floor((body.base64.replace(/=+$/, "").length * 3) / 4);
}

/** Returns the text of a response's body as a reader sees it; the size of one that is not text. */
export function responseText(response: RecordedResponse): string {
  const bytes = responseBytes(response);
  return response.text ?? (bytes === 0 ? "" : `(${bytes.toLocaleString("en")} bytes)`);
}

/** Returns the length of a response's body that is not text; 0 if there is none. */
export function responseBytes({ bytes, headers }: RecordedResponse): number {
  return headers["content-type"] === undefined ? 0 : (bytes ?? Number(headers["content-length"] ?? 0));
}

/** Headers of a success that say something about its body or the resource. Limits have a page of their own. */
const ofResource = new Set(["content-type", "location", "etag", "content-range", "content-language"]);
/** Headers that describe a body that is not text. */
const ofBytes = new Set([...ofResource, "content-length", "content-disposition", "accept-ranges", "last-modified"]);

/** Returns the headers of a success that its example shows. */
export function responseHeaders({ headers, text }: RecordedResponse): Readonly<Record<string, string>> {
  const shownNames = text === undefined ? ofBytes : ofResource;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => shownNames.has(name.toLowerCase())));
}

/** Returns the operation of a request; undefined if the contract has none for it. */
export function operationOf(contract: AnyContract, { method, path }: RecordedRequest): Operation | undefined {
  const { operationsByShape } = indexOf(contract);
  const plain = pathOnly(path);
  // A literal path is more specific than one with parameters.
  const literal = contract.operations.get(`${method} ${plain}`);
  return literal ?? operationsByShape.get(shapeOf(method, plain))?.find((each) => patternOf(each.path).test(plain));
}

/** Its groups are the values of the placeholders, in order. */
function patternOf(path: string): RegExp {
  const source = path
    .split(/\{[^}]+\}/)
    .map((part) => part.replaceAll(/[.*+?^$()|[\]\\{}]/g, "\\$&"))
    .join("([^/]+)");
  return new RegExp(`^${source}$`);
}

/** Stands for a value that must be new each time, so that a sample can be run as it is. */
export const sampleUuid = "3f2b8c1e-5d47-4a90-8c1e-7b6a2d8f0e15";

/** `{{key.pinch}}` is a credential, `{{uuid}}` a new value, and any other placeholder a value of an earlier response. */
function shown(text: string): string {
  return text
    .replaceAll(/\{\{key\.[^}]*\}\}/g, "<key>")
    .replaceAll("{{uuid}}", sampleUuid)
    .replaceAll(/\{\{(.*?)\*(\d+)\}\}/g, (_, part: string, times: string) => shortened(part, Number(times)))
    .replaceAll(/\{\{([^}]+)\}\}/g, "<$1>");
}

/** Longest repeated text that is shown in full, in characters. */
const maxRepeated = 200;

function shortened(part: string, times: number): string {
  const length = part.length * times;
  return length <= maxRepeated ? part.repeat(times) : `${part.repeat(8)}… (${length.toLocaleString("en")} characters)`;
}
