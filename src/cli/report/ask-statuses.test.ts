import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { OpenStatus } from "../../adopt/index.ts";
import { askStatuses } from "./ask-statuses.ts";

const source = { file: "errors.md", line: 1, column: 1 };
const unstated = (code: string): OpenStatus => ({ code, reason: "not stated", choices: [], source });
const contradictory: OpenStatus = { code: "GONE", reason: "conflict: 404 or 410", choices: [404, 410], source };
const many = Array.from({ length: 12 }, (_, index) => unstated(`CODE_${index}`));

/** Answers the questions with lines, and returns the statuses and what was printed. */
async function answer(open: readonly OpenStatus[], lines: readonly string[]): Promise<readonly [object, string]> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let printed = "";
  const waiting = [...lines];
  output.on("data", (chunk) => {
    printed += chunk;
    if (!/: $/.test(printed)) return;
    const line = waiting.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  return [await askStatuses(open, { input, output }), printed];
}

describe("askStatuses", () => {
  it("asks nothing if no status is open", async () => {
    expect(await answer([], [])).toEqual([{}, ""]);
  });

  it("asks first for statuses that sources contradict, and leaves those open that get no status", async () => {
    const [statuses, printed] = await answer([unstated("A_B"), contradictory, unstated("C_D")], ["410", "", "teapot"]);
    expect(statuses).toEqual({ GONE: 410 });
    expect(printed).toBe(
      '3 codes have no certain status. Type one, press Enter to leave it open, or type "end".\n' +
        '  GONE (conflict: 404 or 410):   A_B (not stated):   C_D (not stated):   Left open: expected a status from 400 to 599, received "teapot".\n',
    );
  });

  it.each([["end"], []])("stops when the answers end with %j, and keeps those before", async (...end) => {
    const [statuses] = await answer([contradictory, unstated("A_B"), unstated("C_D")], ["404", "400", ...end]);
    expect(statuses).toEqual({ GONE: 404, A_B: 400 });
  });

  it("asks one question about many that no source states", async () => {
    const [statuses, printed] = await answer([...many, contradictory], ["410", "400"]);
    expect(statuses).toEqual({ GONE: 410, ...Object.fromEntries(many.map(({ code }) => [code, 400])) });
    expect(printed).toContain("The sources state no status for 12 codes, such as CODE_0, CODE_1, CODE_2.\n");
    expect((await answer(many, [""]))[0]).toEqual({});
    expect((await answer(many, ["each", "404", "end"]))[0]).toEqual({ CODE_0: 404 });
    expect((await answer(many, ["200"]))[0]).toEqual({});
  });
});
