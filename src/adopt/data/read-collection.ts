import type { Json } from "../../contract/index.ts";
import { isErrorBody } from "../extract/index.ts";
import { type Fact, fact, type Reading } from "../facts.ts";
import { codeIn } from "./body-codes.ts";
import { isObject, type JsonObject, type Locate, textOf } from "./maps/index.ts";

const maxDepth = 12;
/** Longest body that is read, in characters. Those of errors are short. */
const maxBody = 64_000;

type Path = readonly (string | number)[];

/** Returns whether an object is a collection of requests with saved responses, as Postman exports them. */
export function isCollection({ info, item }: JsonObject): boolean {
  return isObject(info) && Array.isArray(item);
}

/** Reads the errors among the saved responses of a collection of requests. */
export function readCollection(collection: JsonObject, locate: Locate): Reading {
  const facts: Fact[] = [];
  const bodies: Reading["bodies"][number][] = [];
  const read = (response: Json, path: Path): void => {
    const { code: status, body } = isObject(response) ? response : {};
    const value = typeof status === "number" && status >= 400 && status < 600 ? parsed(textOf(body)) : undefined;
    const code = value !== undefined && isErrorBody(value) ? codeIn(value, 0) : undefined;
    if (value === undefined || code === undefined) return;
    const source = locate(path);
    facts.push(fact(code, "code", code, source), fact(code, "status", Number(status), source));
    bodies.push({ value, status: Number(status), source });
  };
  const walk = (items: Json | undefined, path: Path): void => {
    if (!Array.isArray(items) || path.length > maxDepth * 2) return;
    for (const [index, item] of (items as readonly Json[]).entries()) {
      if (!isObject(item)) continue;
      const own = [...path, index];
      if (Array.isArray(item.response))
        for (const [at, response] of item.response.entries()) read(response as Json, [...own, "response", at]);
      walk(item.item, [...own, "item"]);
    }
  };
  walk(collection.item, ["item"]);
  const name = isObject(collection.info) ? textOf(collection.info.name) : undefined;
  return { facts, decoys: [], unread: [], bodies, name };
}

function parsed(text: string | undefined): Json | undefined {
  if (text === undefined || text.length > maxBody) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
