import type { Entry } from "../../contract/index.ts";
import type { KindNames } from "./read-declaration.ts";
import type { Variable } from "./template.ts";

/** The variables whose value differs between two errors of one code. */
export type VaryingVariable = "message" | "details" | "requestId" | "item";

/** The values that all errors of one code share; undefined where the code has none. */
export type CodeValues = Readonly<Record<Exclude<Variable, VaryingVariable>, string | number | undefined>>;

/** The values that a template needs beside the error. */
export interface TemplateContext {
  readonly kinds: KindNames;
  /** Name of the API; undefined for an envelope compiled without a contract. */
  readonly api: string | undefined;
}

/** Returns the values that all errors of a code share. */
export function codeValues(entry: Entry, { kinds, api }: TemplateContext): CodeValues {
  const { code, status, docsUrl, title, grpc, kind } = entry;
  return { code, status, docsUrl, title, grpc, kind: kinds.nameOf(kind), api, ignored: undefined };
}

/** Checks whether a variable differs between two errors of one code. */
export function varies(name: Variable): name is VaryingVariable {
  return name === "message" || name === "details" || name === "requestId" || name === "item";
}

/** Checks whether a code declares details. */
export function hasDetails(entry: Entry): boolean {
  return entry.details !== undefined || entry.schema !== undefined;
}
