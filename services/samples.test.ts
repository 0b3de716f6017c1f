import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AnyContract } from "errata";
import {
  type RecordedBody,
  type RecordedResponse,
  type Recording,
  type Sample,
  sampleFiles,
  samplesOf,
} from "errata/reference";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { orders } from "./orders/contract.ts";
import { pdf } from "./pdf/contract.ts";
import { scribe } from "./scribe/contract.ts";
import { type Launched, launch } from "./testing/launched.ts";
import { readRecordings } from "./testing/recording/read-recordings.ts";
import { startRun } from "./testing/recording/run-steps.ts";
import { python, type SampleRunner, startSampleRunner } from "./testing/samples/sample-runner.ts";
import { vision } from "./vision/contract.ts";

const contracts: readonly AnyContract[] = [imaging, pdf, vision, orders, scribe];
/** The samples show it for a value that must be new each time. */
const sampleUuid = "3f2b8c1e-5d47-4a90-8c1e-7b6a2d8f0e15";
/** Codes of requests that every account can send. Another one sends them where the others would exhaust the limit per minute. */
const headCodes = ["BODY_TOO_LARGE", "METHOD_NOT_ALLOWED", "NOT_IMPLEMENTED", "ROUTE_NOT_FOUND", "URI_TOO_LONG"];
const otherAccounts: Readonly<Record<string, string>> = { imaging: "trial", orders: "cleo" };

let folder: string;
let launched: Launched;
/** One for each API, because the samples of several APIs run at once. */
let runners: ReadonlyMap<string, SampleRunner>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-samples-"));
  launched = await launch(folder);
  runners = new Map(await Promise.all(contracts.map(async ({ name }) => [name, await startRunner(name)] as const)));
}, 120_000);
afterAll(async () => {
  await Promise.all([...runners.values()].map((runner) => runner.end()));
  await launched.end("SIGKILL");
  await rm(folder, { recursive: true });
});

describe.skipIf(python === undefined)("the samples of every code (python3 with requests)", () => {
  // The samples wait for the Retry-After of the APIs, so those of all APIs wait at once.
  it.concurrent.each(contracts.map((contract) => ({ name: contract.name, contract })))(
    "of $name receive the code and handle it, in each language",
    async ({ name, contract }) => {
      const failed: string[] = [];
      const { codes } = (await (await fetch(`${launched.demo.url}/docs/${name}/codes.json`)).json()) as {
        codes: readonly { code: string; recording?: Recording }[];
      };
      let count = 0;
      for (const { code, recording } of codes) {
        if (recording === undefined || !isCausable(recording)) continue;
        const problems = await runSamples(contract, recording);
        count += problems.length;
        failed.push(...problems.flatMap((problem) => (problem === "" ? [] : [`${code}: ${problem}`])));
      }
      expect(failed).toEqual([]);
      expect(count).toBeGreaterThan(20);
    },
    300_000,
  );
});

describe.skipIf(python === undefined)(
  "the samples of codes that HTTP clients cannot cause (python3 with requests)",
  () => {
    it.concurrent.each(contracts.map((contract) => ({ name: contract.name, contract })))(
      "of $name handle the recorded response, which a server replays",
      async ({ name, contract }) => {
        const replay = await startReplay();
        const failed: string[] = [];
        let count = 0;
        const runner = runners.get(name)!;
        for (const recording of readRecordings(contract).filter((each) => !isCausable(each))) {
          replay.respondWith(recording.exchanges.at(-1)!.response);
          for (const [file, body] of Object.entries(sampleFiles(contract, recording)))
            await writeFile(join(runner.folder, file), bytesOf(body));
          const samples = samplesOf(contract, recording, { apiUrl: replay.url });
          expect([recording.code, samples.length]).toEqual([recording.code, 4]);
          // Every language has its own process, so they wait for the Retry-After at the same time.
          const languages = [...new Set(samples.map(({ language }) => language))];
          const inLanguage = async (name: string): Promise<void> => {
            for (const sample of samples.filter(({ language }) => language === name)) {
              const problem = await runSample(sample, contract, recording, { [keyOf(contract)]: "key_1" });
              count += 1;
              if (problem !== "") failed.push(`${recording.code}: ${problem}`);
            }
          };
          await Promise.all(languages.map(inLanguage));
        }
        await replay.stop();
        expect(failed).toEqual([]);
        expect(count).toBeGreaterThan(30);
      },
      300_000,
    );
  },
);

it("the TypeScript samples of every code compile with the clients that errata generates", async () => {
  const folder = join(runners.get(contracts[0]!.name)!.folder, "types");
  await mkdir(folder);
  for (const contract of contracts) {
    const client = `${contract.name}.ts`;
    await copyFile(join(runners.get(contract.name)!.folder, client), join(folder, client));
    for (const recording of readRecordings(contract))
      for (const { label, language, code } of samplesOf(contract, recording, { apiUrl: launched.demo.url }))
        if (language === "ts")
          await writeFile(join(folder, `${contract.name}-${recording.code}-${label}.ts`), `${code}\nexport {};\n`);
  }
  await writeFile(
    join(folder, "wrong.ts"),
    'import { client } from "errata/client";\nexport const wrong: number = client;\n',
  );
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: "ESNext",
    module: "ESNext",
    moduleResolution: "Bundler",
    customConditions: ["errata-source"],
    lib: ["ESNext", "DOM"],
    types: ["node"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const compiler = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
  const compiled = promisify(execFile)(process.execPath, [compiler, "-p", "."], { cwd: folder });
  const { stdout } = (await compiled.catch((error: unknown) => error)) as { readonly stdout: string };
  // Proves that the compiler reads the files.
  expect(stdout.split("\n").filter((line) => !line.startsWith("wrong.ts(2,14): error TS2322"))).toEqual([""]);
  expect(stdout).toContain("wrong.ts(2,14): error TS2322");
}, 120_000);

/** Starts a runner with the generated client of an API. */
async function startRunner(name: string): Promise<SampleRunner> {
  const runner = await startSampleRunner();
  await runner.generateClient(name, `${launched.demo.url}/docs/${name}/errata.json`);
  return runner;
}

/** Runs the samples of a code after the requests on which it depends. @returns a problem for each sample, "" for none */
async function runSamples(contract: AnyContract, recording: Recording): Promise<readonly string[]> {
  const { url, credentials } = launched.demo.apis[contract.name]!;
  const samples = samplesOf(contract, recording, { apiUrl: url });
  if (samples.length === 0) return [];
  const keys = Object.fromEntries(Object.entries(credentials).map(([name, secret]) => [`key.${name}`, secret]));
  const demo = { url, values: keys, work: () => wait(500), failedJobs: [] };
  const run = startRun(demo as unknown as Parameters<typeof startRun>[0], crypto.randomUUID());
  const last = recording.exchanges.at(-1)!;
  for (const exchange of recording.exchanges.slice(0, -1)) await run.send(exchange);
  if ((last.times ?? 1) > 1) await run.send(last);
  for (const [file, body] of Object.entries(sampleFiles(contract, recording)))
    await writeFile(join(runners.get(contract.name)!.folder, file), bytesOf(body));
  const [, account = ""] = /\{\{key\.([^}]+)\}\}/.exec(JSON.stringify(last.request)) ?? [];
  const sender = headCodes.includes(recording.code) ? (otherAccounts[contract.name] ?? account) : account;
  const environment = { [keyOf(contract)]: credentials[sender] ?? "" };
  const problems: string[] = [];
  for (const sample of samples) {
    const code = sample.code
      .replaceAll(sampleUuid, run.values().uuid ?? "")
      .replaceAll(/<(\w+)>/g, (whole, name: string) => run.values()[name] ?? whole);
    problems.push(await runSample({ ...sample, code }, contract, recording, environment));
  }
  return problems;
}

/** Runs a sample. @returns its problem; "" if it has recognised the code */
async function runSample(
  sample: Sample,
  contract: AnyContract,
  recording: Recording,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const runner = runners.get(contract.name)!;
  let printed = await runner.run(sample, environment);
  if (recording.exchanges.at(-1)!.response.status !== 429 && /\b429\b/.test(printed)) {
    // The samples of an account can exhaust its limit per minute.
    await wait(60_000);
    printed = await runner.run(sample, environment);
  }
  const expected = expectedOf(sample, contract, recording);
  const isHandled = expected.every((text) => printed.toLowerCase().includes(text.toLowerCase()));
  const isFailed = /^(error|thrown|Traceback)/m.test(printed);
  return isHandled && !isFailed ? "" : `${sample.label}: ${printed.slice(0, 600)}\n${sample.code}`;
}

/** Returns whether a client can cause the code with the request of the samples. */
function isCausable({ fault, exchanges }: Recording): boolean {
  const request = exchanges.at(-1)?.request;
  return fault === undefined && request?.raw === undefined && !/\*\d+\}\}/.test(JSON.stringify(request));
}

function keyOf({ name }: AnyContract): string {
  return `${name.toUpperCase()}_KEY`;
}

interface Replay {
  readonly url: string;
  respondWith(response: RecordedResponse): void;
  stop(): Promise<void>;
}

/** Starts a server that responds to every request with a recorded response. */
async function startReplay(): Promise<Replay> {
  let current: RecordedResponse = { status: 204, headers: {} };
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(current.status, shortenWait(current.headers)).end(current.text));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    respondWith: (response) => {
      current = response;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Limits the advised wait to a second: the samples wait for it several times, and each wait runs the same code. */
function shortenWait(headers: RecordedResponse["headers"]): RecordedResponse["headers"] {
  if (!(Number(headers["retry-after"]) > 1)) return headers;
  const { "retry-after-ms": _, ...others } = headers;
  return { ...others, "retry-after": "1" };
}

/** A program prints its advice only if it has recognised the code; curl prints the response. */
function expectedOf({ language }: Sample, contract: AnyContract, { code, exchanges }: Recording): readonly string[] {
  const { remedy, title } = contract.entries.get(code)!;
  return language === "sh"
    ? [` ${exchanges.at(-1)!.response.status} `, `errata-code: ${code}`]
    : [remedy.text ?? title];
}

function bytesOf(body: Exclude<RecordedBody, { readonly form: unknown }>): Buffer {
  if ("json" in body) return Buffer.from(JSON.stringify(body.json));
  if ("text" in body) return Buffer.from(body.text);
  return "base64" in body ? Buffer.from(body.base64, "base64") : Buffer.from(body.repeat.repeat(body.times));
}
