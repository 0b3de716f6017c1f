import fc from "fast-check";
import { expect, test } from "vitest";
import { accepts, chooseLanguage, parsePreferences, preferredForm } from "./accept.ts";

test("a malformed Accept or Accept-Language header never throws and never selects a language that is not offered", () => {
  const languages = ["en", "de", "pt-BR"] as const;
  const header = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc
      .array(
        fc.constantFrom("de", "en-GB", "*", ";q=", "0.5", ",", "q=1.0000", "application/problem+json", "*/*", " ", "-"),
      )
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(header, (text) => {
      expect(languages).toContain(chooseLanguage(text, languages));
      preferredForm(text, "application/json");
      accepts(text, ["application/json"]);
      for (const { q } of parsePreferences(text)) expect(q >= 0 && q <= 1).toBe(true);
    }),
  );
}, 30_000);

test("a list of 10,000 members is cut to 32", () => {
  expect(parsePreferences("a,".repeat(10_000)).length).toBeLessThanOrEqual(32);
});

test.each([
  ["de", "de"],
  ["de-AT, en;q=0.5", "de"],
  ["fr, en;q=0.4, de;q=0.9", "de"],
  ["pt", "pt-BR"],
  ["PT-br", "pt-BR"],
  ["de;q=0, *", "en"],
  ["fr", "en"],
  ["*;q=0.1, de;q=0.1", "en"],
  ["en;q=0, de;q=0", "en"],
  ["de;q=nonsense", "en"],
])("Accept-Language %s selects %s", (header, language) => {
  expect(chooseLanguage(header, ["en", "de", "pt-BR"])).toBe(language);
});

test.each([
  ["zh-CN", "zh-Hans"],
  ["zh", "zh-Hans"],
  ["zh-SG, en;q=0.9", "zh-Hans"],
  ["zh-TW, de;q=0.9", "de"],
  ["zh-Hant", "en"],
  ["zh-Hans-CN", "zh-Hans"],
])("Accept-Language %s selects %s if Chinese is offered in one script only", (header, language) => {
  expect(chooseLanguage(header, ["en", "de", "zh-Hans"])).toBe(language);
});

test.each([
  ["application/problem+json", "application/problem+json"],
  ["APPLICATION/Problem+JSON", "application/problem+json"],
  ["application/json, application/problem+json;q=0.5", undefined],
  ["application/json;q=0.5, application/problem+json", "application/problem+json"],
  ["application/problem+json;q=0", undefined],
  ["application/json, application/problem+json", undefined],
  ["application/problem+json, application/json", "application/problem+json"],
  ["text/markdown, application/json;q=0.9", "text/markdown"],
  ["application/problem+json;q=0.5, text/markdown", "text/markdown"],
  ["text/html, text/*, */*", undefined],
  ["*/*", undefined],
  ["application/json", undefined],
])("Accept %s prefers the form %s", (header, expected) => {
  expect(preferredForm(header, "application/json")).toBe(expected);
});

test.each([
  [undefined, true],
  ["", true],
  ["*/*", true],
  ["application/*", true],
  ["text/html", false],
  ["application/pdf;q=0, */*", false],
])("Accept %s accepts a PDF: %s", (header, expected) => {
  expect(accepts(header, ["application/pdf"])).toBe(expected);
});
