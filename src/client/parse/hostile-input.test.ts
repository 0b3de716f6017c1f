import { describe, expect, it } from "vitest";
import type { ContractMetadata } from "../metadata.ts";
import { parseError } from "./parse-error.ts";

describe("hostile input", () => {
  it.each([
    ["a tag that never ends", {}, `<a${"a".repeat(2 ** 20)}`],
    ["tags that never end", {}, "<a ".repeat(2 ** 18)],
    ["a title that never ends", {}, `<html><title>${"a".repeat(2 ** 20)}`],
    ["titles that never end", {}, "<title".repeat(2 ** 17)],
    ["quotes", { ratelimit: `${'"'.repeat(4_000)};r=0` }, "{}"],
    ["parameters", { ratelimit: ";r=0".repeat(1_000) }, "{}"],
    ["commas and spaces", { ratelimit: ", ;  ".repeat(800), "retry-after": ": ".repeat(2_000) }, "{}"],
    ["objects in objects", {}, `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
    ["objects in errors", {}, `{"errors":${'{"a":'.repeat(20_000)}["x"]${"}".repeat(20_000)}}`],
    ["lists in lists", {}, `{"errors":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
    ["many members", {}, JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`a${i}`, {}])))],
    ["spaces in details", {}, JSON.stringify({ details: { a: " a".repeat(2 ** 18) }, b: "a ".repeat(2 ** 18) })],
    ["CDATA that never ends", {}, "<![CDATA[".repeat(2 ** 17)],
    ["a source of many parts", {}, JSON.stringify({ message: "a b", source: `${"a_".repeat(2 ** 18)}!` })],
    ["a name of many words", {}, JSON.stringify({ message: "a b", box: `${"notA".repeat(15)}!` })],
    ["a long name", {}, `{"${"error".repeat(2 ** 17)}":"x"}`],
    ["a long instance", {}, JSON.stringify({ title: "a b", instance: "https://".repeat(2 ** 17) })],
    ["texts that are JSON", {}, JSON.stringify({ errors: Array.from({ length: 20_000 }, () => '{"a":1}') })],
  ])("is parsed in linear time: %s", (_, headers, text) => {
    const start = process.cpuUsage();
    for (let run = 0; run < 5; run += 1) parseError(429, headers as Record<string, string>, text);
    // In microseconds of CPU, which other processes do not use up.
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
  });

  it.each([undefined, { codes: {}, kinds: {} } as ContractMetadata])(
    "never throws, whatever members objects have (metadata: %o)",
    (metadata) => {
      const hostile = { toString: 1, valueOf: 2 };
      const names = "code error errors type id location requestId field detail meta data name path reason".split(" ");
      const values = names.flatMap((name) =>
        [hostile, [hostile], [[hostile]], { key: hostile }].map((value) => ({ [name]: value, message: "No box." })),
      );
      const bodies = values.flatMap((value) => [
        value,
        ...names.flatMap((name) => [{ [name]: value }, { [name]: [value] }, { q: { [name]: value } }]),
      ]);
      for (const body of bodies) expect(typeof parseError(400, {}, JSON.stringify(body), metadata).code).toBe("string");
    },
  );
});
