import type { AnyContract, Entry } from "../../contract/index.ts";
import { indexOf, pathTo, type ShownRequest } from "../describe/index.ts";

/** Code that sends a request and handles one error. */
export interface Sample {
  /** Name of the language or library, as a tab shows it. */
  readonly label: "TypeScript" | "fetch" | "Python" | "curl";
  /** Language of the code, for syntax colours. */
  readonly language: "ts" | "py" | "sh";
  /** A complete program. */
  readonly code: string;
}

/** The sentence above samples that do not send the request that causes the code. */
export const sendsOther =
  "HTTP clients do not send the request above that causes the code, so these programs send the one that succeeds.";

/** Everything that a sample is written from. */
export interface SampleSource {
  readonly contract: AnyContract;
  /** Base URL of the API, without a slash at the end. */
  readonly apiUrl: string;
  readonly entry: Entry;
  readonly request: ShownRequest;
}

/** Returns the environment variable that holds the key of an API: `IMAGING_KEY`. */
export function keyVariable({ name }: AnyContract): string {
  return `${name.toUpperCase().replaceAll(/\W+/g, "_")}_KEY`;
}

/** Stands for the key in the headers of a request that is shown. */
export const keyPlaceholder = "<key>";

/** Returns the headers that a sample must set itself, with a placeholder for the key. A form sets its own Content-Type. */
export function headersOf({ request }: SampleSource): readonly (readonly [string, string])[] {
  const isForm = request.body !== undefined && "form" in request.body;
  return Object.entries(request.headers).filter(([name]) => !isForm || name.toLowerCase() !== "content-type");
}

/** Returns whether the request carries an API key. */
export function usesKey({ request }: SampleSource): boolean {
  return Object.values(request.headers).some((value) => value.includes(keyPlaceholder));
}

/** Returns the file that holds a binary or large body, named by its media type. */
export function fileOf({ headers }: ShownRequest): string {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  const extension = { "application/dicom": "dcm", "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg" }[
    type
  ];
  return `body.${extension ?? "bin"}`;
}

/** Returns what a program should print when it receives the error. */
export function remedyLine({ remedy, title }: Entry): string {
  return remedy.text ?? title;
}

/** Returns the keys that lead to the code within a body; undefined if the envelope does not send the code. */
export function codePath({ contract, entry }: SampleSource): readonly (string | number)[] | undefined {
  const example = indexOf(contract).envelopes.of(entry).example(entry);
  return pathTo(example, entry.code);
}

/** Writes a JSON value as TypeScript, over several lines if it is long. */
export function literal(value: unknown, indent: string, width = 90): string {
  const flat = inline(value);
  if (flat.length + indent.length <= width || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return `[\n${value.map((item) => `${inner}${literal(item, inner, width)},\n`).join("")}${indent}]`;
  const members = Object.entries(value).map(
    ([key, item]) => `${inner}${memberName(key)}: ${literal(item, inner, width)},\n`,
  );
  return `{\n${members.join("")}${indent}}`;
}

/** Writes the name of a member, quoted where the language requires it. */
export function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const members = Object.entries(value).map(([key, item]) => `${memberName(key)}: ${inline(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
