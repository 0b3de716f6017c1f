import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import type { RecordedExchange, Recording } from "errata/reference";
import { expect, it } from "vitest";
import type { DemoApi, RunningDemo } from "./demo-api.ts";
import { normaliser } from "./normalise.ts";
import { type Run, startRun } from "./run-steps.ts";
import type { Scenario, Step } from "./scenario.ts";

/** Value of `{{uuid}}` in recordings. The pages show it in requests, so that requests and responses agree. */
export const recordedUuid = "3f2b8c1e-5d47-4a90-8c1e-7b6a2d8f0e15";

/** Time limit of a recording, as for hooks: the first one in a process starts the worker processes of the API. */
export const recordingTimeoutMs = 60_000;

/**
 * Adds a test that causes a code on the demo, and compares the exchanges with `<CODE>.http.json` beside the test file. It
 * then sends the recorded requests again, as the button of the code's page does. `npm test -- --update` writes the file.
 */
export function recordsExchange(api: DemoApi, code: string, scenario: Scenario): void {
  const title = `${code}.http.json contains the exchanges that cause the code on the demo, and its requests cause it again`;
  it(title, { timeout: recordingTimeoutMs }, () => expectRecording(api, () => code, scenario));
}

/** Records a scenario on a fresh demo, compares it with the file, and sends the file's requests again. */
export async function expectRecording(
  api: DemoApi,
  codeOf: (demo: RunningDemo) => string | undefined,
  scenario: Scenario,
): Promise<void> {
  const demo = await api.start(scenario.raises);
  try {
    const code = codeOf(demo);
    if (code === undefined) return;
    const recording = await record(demo, code, scenario);
    const { testPath = "" } = expect.getState();
    const text = `${JSON.stringify(recording, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(dirname(testPath), `${code}.http.json`));
    if (recording.fault === undefined) await expectReplay(demo, recording);
  } finally {
    await demo.stop();
  }
}

async function expectReplay(demo: RunningDemo, { code, exchanges, works }: Recording): Promise<void> {
  const run = startRun(demo, randomUUID());
  for (const exchange of exchanges) await run.send(exchange);
  expect(demo.occurrences.at(-1)?.code, "code of the last exchange when the requests are sent again").toBe(code);
  if (works !== undefined) await expectSuccess(run, works);
}

async function record(demo: RunningDemo, code: string, { steps, works, fault }: Scenario): Promise<Recording> {
  const normalise = normaliser(code);
  const run = startRun(demo, recordedUuid);
  const exchanges: RecordedExchange[] = [];
  for (const step of steps) {
    if (typeof step !== "function") exchanges.push(exchangeOf(step, normalise(await run.send(step))));
    else if (fault === undefined) throw new Error(`The scenario of ${code} has a function, so it must name the fault.`);
    else await step(demo);
  }
  expect(demo.occurrences.at(-1)).toMatchObject({ code, status: exchanges.at(-1)?.response.status });
  return {
    code,
    ...(fault !== undefined && { fault }),
    exchanges,
    ...(works !== undefined && { works: exchangeOf(works, normalise(await expectSuccess(run, works))) }),
  };
}

/** Returns the members in the order in which a person reads them. */
function exchangeOf(step: Step, response: RecordedExchange["response"]): RecordedExchange {
  const { capture, ...rest } = step;
  return { ...rest, response, ...(capture !== undefined && { capture }) };
}

async function expectSuccess(run: Run, step: Step): ReturnType<Run["send"]> {
  const response = await run.send(step);
  expect(response.status, response.body.toString()).toBeLessThan(400);
  return response;
}
