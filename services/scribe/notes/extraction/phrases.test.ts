import { expect, it } from "vitest";
import { fold } from "./phrases.ts";

it("folds case, accents and quotation marks", () => {
  expect(fold("Côte d’Ivoire, STRASSE, Straße, ế, e\u0301")).toBe("cote d'ivoire, strasse, strasse, e, e");
});

it("folds 200,000 combining marks within 500 ms of CPU time", () => {
  const { user } = process.cpuUsage();
  expect(fold(`e${"\u0301\u0327".repeat(100_000)}x`)).toBe("ex");
  expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(500);
});
