import { expect, it } from "vitest";
import { nearest } from "./nearest.ts";

it.each([
  ["exprot", "export"],
  ["chek", "check"],
  ["dif", "diff"],
  ["refrence", "reference"],
  ["xyz", undefined],
  ["", undefined],
  ["a".repeat(100), undefined],
])("suggests for %j the command %j", (word, expected) => {
  expect(nearest(word, ["export", "check", "diff", "reference"])).toBe(expected);
});
