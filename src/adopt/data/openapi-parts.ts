import type { Json } from "../../contract/index.ts";
import { isObject, type JsonObject } from "./maps/index.ts";

/** Checks whether an object is a part of an OpenAPI document in a file of its own. */
export function isPart(value: JsonObject): boolean {
  const { components, paths } = value;
  return (
    hasResponses(value) ||
    methods.some((method) => isObject(value[method]) && hasResponses(value[method])) ||
    (isObject(components) && ["responses", "schemas", "examples"].some((name) => isObject(components[name]))) ||
    isPaths(paths) ||
    (isPaths(value) && Object.keys(value).every((path) => path.startsWith("/"))) ||
    isResponse(value) ||
    isResponseMap(value)
  );
}

/** Checks whether an object has the responses of an operation, by their statuses. */
function hasResponses({ responses }: JsonObject): boolean {
  const keys = isObject(responses) ? Object.keys(responses) : [];
  const isResponse = (key: string): boolean => /^(?:[1-5](?:\d\d|XX)|default|x-.*)$/i.test(key);
  return keys.some((key) => /^[1-5]/.test(key)) && keys.every(isResponse);
}

const methods: readonly string[] = ["get", "put", "post", "delete", "patch", "head", "options"];

/** Checks whether an object has only members that a part of an OpenAPI document has. */
export function isOnlyOpenApi(value: JsonObject): boolean {
  const isMember = (name: string): boolean =>
    methods.includes(name) ||
    /^(?:responses|requestBody|parameters|operationId|summary|description|deprecated|callbacks|info|paths|components|tags|servers|security|externalDocs|webhooks|x-.*)$/.test(
      name,
    );
  return Object.keys(value).every(isMember);
}

function isPaths(paths: Json | undefined): boolean {
  return isObject(paths) && Object.keys(paths).some((path) => path.startsWith("/"));
}

/** Checks whether an object is a response, which has a text and the bodies of media types. */
export function isResponse({ description, content }: JsonObject): boolean {
  const types = isObject(content) ? Object.keys(content) : [];
  return (
    typeof description === "string" && types.length > 0 && types.every((type) => /^[\w*.+-]+\/[\w*.+-]+/.test(type))
  );
}

/** Checks whether an object has responses by their statuses or their names. */
export function isResponseMap(map: JsonObject): boolean {
  const values = Object.values(map);
  if (values.length > 0 && values.every((value) => isObject(value) && isResponse(value))) return true;
  const areDescribed = values.every(
    (value) => isObject(value) && (typeof value.description === "string" || typeof value.$ref === "string"),
  );
  return areDescribed && hasResponses({ responses: map });
}
