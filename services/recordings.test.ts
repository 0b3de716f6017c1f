import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { AnyContract } from "errata";
import { envelopesOf } from "errata/envelope";
import { type Recording, recordedExchanges } from "errata/reference";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { orders } from "./orders/contract.ts";
import { pdf } from "./pdf/contract.ts";
import { scribe } from "./scribe/contract.ts";
import { type Launched, launch } from "./testing/launched.ts";
import { readExchanges, readRecordings } from "./testing/recording/read-recordings.ts";
import { type RunTarget, startRun } from "./testing/recording/run-steps.ts";
import type { SentResponse } from "./testing/recording/send-request.ts";
import { vision } from "./vision/contract.ts";

const contracts: readonly AnyContract[] = [imaging, pdf, vision, orders, scribe];

describe.each(contracts)("the recordings of $name", (contract) => {
  const recordings = readRecordings(contract);

  it("exist for every code of the contract, including the default codes of conditions", () => {
    expect(recordings.map(({ code }) => code).sort()).toEqual([...contract.entries.keys()].sort());
  });

  it("show a similar request that succeeds beside every one that a client can send", () => {
    const alone = recordings.filter((recording) => isCausable(recording) && recording.works === undefined);
    expect(alone.map(({ code }) => code)).toEqual([]);
  });

  it("show a request that succeeds for every operation, and the size of a body that is not text", () => {
    const examples = recordedExchanges(contract, readExchanges(contract));
    expect(Object.keys(examples).sort()).toEqual([...contract.operations.keys()].sort());
    for (const { name, response } of Object.values(examples).flat())
      if (response.status !== 204) expect([name, response.body]).toEqual([name, expect.anything()]);
  });

  it.each(recordings)(
    "$code has the documented status and the bytes that the contract renders",
    ({ code, exchanges }) => {
      const entry = contract.entries.get(code);
      const response = exchanges.at(-1)?.response;
      if (entry === undefined || response?.text === undefined) throw new Error(`${code} has no response`);
      const envelope = envelopesOf(contract).of(entry);
      const parsed = envelope.parse(response.status, response.text);
      expect(response.status).toBe(entry.status);
      expect(parsed?.code ?? code).toBe(code);
      expect(envelope.renderer(entry)({ ...parsed })).toBe(response.text);
    },
  );
});

describe("the recorded requests under npm start", () => {
  let folder: string;
  let launched: Launched;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "errata-recordings-"));
    launched = await launch(folder);
  }, 120_000);
  afterAll(async () => {
    await launched.end("SIGKILL");
    await rm(folder, { recursive: true });
  });

  it.each(contracts)("cause every code of $name that a client can cause", { timeout: 120_000 }, async (contract) => {
    const entry = launched.demo.apis[contract.name];
    const secrets = Object.entries(entry?.credentials ?? {}).map(([name, secret]) => [`key.${name}`, secret]);
    // The background jobs run by themselves.
    const work = (): Promise<void> => wait(1_000);
    const target = { url: entry?.url ?? "", values: Object.fromEntries(secrets), failedJobs: [], work };
    for (const recording of readRecordings(contract).filter(isCausable)) await expectCode(target, recording);
  });
});

function isCausable({ fault, exchanges }: Recording): boolean {
  return fault === undefined && exchanges.every(({ request }) => request.raw === undefined);
}

async function expectCode(target: RunTarget, { code, exchanges, works }: Recording): Promise<void> {
  const run = startRun(target, crypto.randomUUID());
  let last: SentResponse | undefined;
  for (const exchange of exchanges) last = await run.send(exchange);
  const sentCode = last?.headers.find(([name]) => name.toLowerCase() === "errata-code")?.[1];
  expect([sentCode, last?.status]).toEqual([code, exchanges.at(-1)?.response.status]);
  if (works !== undefined) expect([code, (await run.send(works)).status]).toEqual([code, works.response.status]);
}
