import type { Json } from "../../contract/index.ts";
import type { SourcePosition } from "../facts.ts";

/** An object of JSON. */
export type JsonObject = { readonly [member: string]: Json | undefined };

/** Finds the position of a member in a document. */
export type Locate = (path: readonly (string | number)[]) => SourcePosition;

/** Checks whether a value is an object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a value if it is a text that is not empty. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
