import { describe, expect, test } from "vitest";
import { shop } from "../../../server/testing/index.ts";
import type { CodeActivity } from "../../archive/index.ts";
import { chartTable, findingsOf, periodOf } from "./index.ts";

const hourMs = 3_600_000;
const monday = Date.UTC(2026, 4, 4);

/** Returns activity of an hour, with `count` as its only total unless the test says more. */
function activity(
  code: string,
  version: string,
  hour: number,
  count: number,
  more: Partial<CodeActivity> = {},
): CodeActivity {
  const time = monday + hour * hourMs;
  const none = { undeclared: 0, uncatalogued: 0, againstAdvice: 0 };
  return {
    api: "shop",
    operation: "GET /orders",
    code,
    kind: "",
    version,
    count,
    ...none,
    firstHour: time,
    lastHour: time,
    ...more,
  };
}

describe("findingsOf", () => {
  const rows = [
    activity("", "1.0.0", 0, 899),
    activity("NO_KEY", "1.0.0", 0, 90),
    activity("TOO_MANY", "1.0.0", 0, 10),
    activity("", "1.1.0", 5, 76),
    activity("NO_KEY", "1.1.0", 5, 9),
    activity("TOO_MANY", "1.1.0", 5, 4, { againstAdvice: 2 }),
    activity("TOO_MANY", "1.1.0", 6, 1, { againstAdvice: 1, operation: "POST /orders" }),
    activity("INTERNAL", "1.1.0", 5, 6, { undeclared: 1 }),
    activity("", "1.2.0", 9, 10),
    activity("BAD_KEY", "1.0.0", 0, 1),
    activity("BAD_KEY", "1.1.0", 5, 4),
  ];

  test("lists codes that are new, or twice as frequent with at least five errors, since a version", () => {
    expect(findingsOf(rows, [shop], { version: "1.1.0" }).changes).toEqual([
      { api: "shop", code: "INTERNAL", count: 6, before: 0, after: 60 },
      { api: "shop", code: "TOO_MANY", count: 5, before: 10, after: 50 },
    ]);
    expect(findingsOf(rows, [shop]).changes).toEqual([]);
    expect(findingsOf(rows, [shop], { version: "1.0.0" }).changes).toEqual([]);
    expect(findingsOf(rows, [shop]).versions.map(({ version }) => version)).toEqual(["1.2.0", "1.1.0", "1.0.0"]);
  });

  test("counts errors and responses, and lists undocumented errors, retries against advice and codes never raised", () => {
    const found = findingsOf(rows, [shop]);
    expect([found.errors, found.responses]).toEqual([125, 1_110]);
    expect(found.undocumented.map(({ code, undeclared }) => [code, undeclared])).toEqual([["INTERNAL", 1]]);
    expect(found.againstAdvice.map(({ operation, againstAdvice }) => [operation, againstAdvice])).toEqual([
      ["GET /orders", 2],
      ["POST /orders", 1],
    ]);
    expect(found.neverRaised[0]?.codes).not.toContain("TOO_MANY");
    expect(found.neverRaised[0]?.codes).toHaveLength(shop.codes.length - 4);
    expect(findingsOf(rows, [shop], { api: "other" })).toMatchObject({ errors: 0, responses: 0, neverRaised: [] });
  });
});

describe("chartTable", () => {
  test("has every interval of the period, and the most frequent series first, with the others last", () => {
    const period = periodOf("1", monday + 1);
    const rows = ["rare", null, "often"].map((series, index) => ({
      time: period.from,
      series,
      count: [1, 90, 7][index] ?? 0,
    }));
    const { times, series } = chartTable([...rows, { time: period.from - hourMs, series: "old", count: 1 }], period);
    expect([times.length, times[0], times.at(-1)]).toEqual([24, monday - 23 * hourMs, monday]);
    expect(series.map(({ name, total, isRest }) => [name, total, isRest])).toEqual([
      ["often", 7, false],
      ["rare", 1, false],
      ["old", 0, false],
      ["Others", 90, true],
    ]);
    expect(chartTable([], period).series).toEqual([]);
  });

  test.each([
    ["7", 168, 1],
    ["14", 84, 4],
    ["30", 120, 6],
    ["90", 90, 24],
    ["1e9", 168, 1],
    [null, 168, 1],
  ])("a period of %s days has %d intervals of %d hours, which contain the current time", (days, intervals, hours) => {
    const now = monday + 1_234_567;
    const period = periodOf(days, now);
    expect(period.hours).toBe(hours);
    expect(chartTable([], period).times).toHaveLength(intervals);
    expect(period.to).toBeGreaterThan(now);
    expect(period.to - now).toBeLessThanOrEqual(hours * hourMs);
  });
});
