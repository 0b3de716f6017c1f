import { expect, it } from "vitest";
import { loadFormats, parseFormats } from "./lazy-formats.ts";

it("has the formats once they are loaded", async () => {
  expect(parseFormats).toBeUndefined();
  await loadFormats();
  const response = { status: 404, headers: {}, text: "<Error><Code>NoSuchKey</Code></Error>" };
  expect(parseFormats?.(undefined, response)).toMatchObject({ code: "NoSuchKey" });
});
