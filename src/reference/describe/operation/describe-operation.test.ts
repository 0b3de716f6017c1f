import { expect, test } from "vitest";
import { contract } from "../../../contract/index.ts";
import { openapi } from "../../../openapi/index.ts";
import { operationPath } from "../../site.ts";
import { describeOperation } from "./describe-input.ts";
import { repeatSentence } from "./operation-codes.ts";

const { operations, ...cache } = contract({
  name: "cache",
  version: "1.0.0",
  errors: { GONE: { kind: "not_found", when: "No such key.", message: "Gone." } },
  operations: { "PURGE /cache/{key}": ["GONE"], "QUERY /cache": [] },
});

test.each([
  ["PURGE /cache/{key}", "operations/purge-cache-key", "A repeated request does the work again."],
  ["QUERY /cache", "operations/query-cache", "QUERY is idempotent: the request can be sent again"],
])("%s has a page with its input and whether it can be repeated", (name, path, sentence) => {
  const operation = operations.get(name)!;
  const { document } = openapi({ operations, ...cache });
  const item = {
    ...(document.paths as any)[operation.path]["x-additionalOperations"][operation.method],
    summary: "S.",
  };
  const described = { paths: { [operation.path]: { "x-additionalOperations": { [operation.method]: item } } } };
  expect(describeOperation(described, operation)?.summary).toBe("S.");
  expect(operationPath({ operations, ...cache }, name)).toBe(path);
  expect(repeatSentence(operation)).toMatch(sentence);
});
