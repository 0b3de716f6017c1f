import { join } from "node:path";
import type { RecordedExchange } from "errata/reference";
import { expect, it } from "vitest";
import { checkList, listsOf } from "./check-lists.ts";
import type { DemoApi } from "./demo-api.ts";
import { normaliser } from "./normalise.ts";
import { recordedUuid, recordingTimeoutMs } from "./records-exchange.ts";
import { startRun } from "./run-steps.ts";
import type { Step } from "./scenario.ts";

/**
 * Adds a test that uses the operations of an API as a customer does, and compares the exchanges with `operations.http.json`
 * in the folder of the API. They are examples of operations that no recording of a code uses with success. Another test
 * reads every list of the API while the requests create items.
 */
export function recordsOperations(api: DemoApi, steps: readonly Step[]): void {
  const title = "operations.http.json contains requests that succeed, for the examples of operations";
  it(title, { timeout: recordingTimeoutMs }, async () => {
    const demo = await api.start();
    try {
      const normalise = normaliser("operations");
      const run = startRun(demo, recordedUuid);
      const exchanges: RecordedExchange[] = [];
      for (const step of steps) {
        const response = normalise(await run.send(step));
        expect(response.status, `${step.request.method} ${step.request.path}: ${response.text}`).toBeLessThan(300);
        exchanges.push({ ...step, response });
      }
      const text = `${JSON.stringify({ exchanges }, undefined, 2)}\n`;
      await expect(text).toMatchFileSnapshot(join(expect.getState().testPath ?? "", "../../operations.http.json"));
    } finally {
      await demo.stop();
    }
  });

  it("every list has stable pages, and can be narrowed to a time", { timeout: recordingTimeoutMs }, async () => {
    const demo = await api.start();
    try {
      const run = startRun(demo, recordedUuid);
      const unread = new Set(listsOf(demo));
      for (const step of steps) {
        await run.send(step);
        // Creates items at different times, within the rate limit.
        demo.advance(61_000);
        for (const operation of unread) if (await checkList(run, step, operation)) unread.delete(operation);
      }
      expect([...unread]).toEqual([]);
    } finally {
      await demo.stop();
    }
  });
}
