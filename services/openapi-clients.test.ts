import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AnyContract } from "errata";
import { type ApiDescription, openapi } from "errata/openapi";
import { recordedBodies, recordedExchanges } from "errata/reference";
import { afterAll, beforeAll, expect, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { imagingDescription } from "./imaging/description.ts";
import { orders } from "./orders/contract.ts";
import { ordersDescription } from "./orders/description.ts";
import { pdf } from "./pdf/contract.ts";
import { pdfDescription } from "./pdf/description.ts";
import { scribe } from "./scribe/contract.ts";
import { scribeDescription } from "./scribe/description.ts";
import { readExchanges, readRecordings } from "./testing/recording/read-recordings.ts";
import { vision } from "./vision/contract.ts";
import { visionDescription } from "./vision/description.ts";

const apis: readonly (readonly [AnyContract, ApiDescription])[] = [
  [imaging, imagingDescription],
  [pdf, pdfDescription],
  [vision, visionDescription],
  [orders, ordersDescription],
  [scribe, scribeDescription],
];
const run = promisify(execFile);
const root = fileURLToPath(new URL("../", import.meta.url));

let folder: string;
let documents: string;
let clients: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-openapi-clients-"));
  documents = join(folder, "documents");
  clients = join(folder, "clients");
  await Promise.all([mkdir(documents), mkdir(clients)]);
  for (const [contract, api] of apis) {
    const recordings = readRecordings(contract);
    const { document } = openapi(contract, {
      api,
      examples: recordedBodies(recordings),
      exchanges: recordedExchanges(contract, readExchanges(contract)),
      serverUrl: `https://apis.errata.test/${contract.name}`,
    });
    await writeFile(join(documents, `${contract.name}.json`), JSON.stringify(document));
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** Uses the generated types as a customer would. A line after @ts-expect-error must not compile. */
const program = `
import type { paths as Imaging } from "./imaging.openapi-typescript.ts";
import type { paths as Vision } from "./vision.openapi-typescript.ts";
import { type PostV1CustomersErrors, postV1Customers as heyCreate } from "./imaging-hey-api/index.ts";
import { postV1Customers as orvalCreate } from "./imaging.orval.ts";

type Refused = Imaging["/v1/customers"]["post"]["responses"][400]["content"]["application/json"];
export function missingCredits({ error }: Refused): number {
  // @ts-expect-error only one of the codes has this detail
  error.details.required;
  return error.code === "INSUFFICIENT_CREDITS" ? error.details.required - error.details.current : 0;
}

type Unavailable = Vision["/v1/analyses"]["post"]["responses"][504]["content"]["application/json"];
export function isTimeout({ detail }: Unavailable): boolean {
  // @ts-expect-error no code with this status has another name
  if (detail.code === "NO_SUCH_CODE") return false;
  return detail.code === "TIMEOUT";
}

const body = { name: "Dr. Ada Example", email: "ada@example.com", planId: "professional" };

export async function withHeyApi(): Promise<number> {
  const { error, response } = await heyCreate({ body });
  if (response?.status !== 400) return 0;
  // The type of the error does not depend on the status.
  const refused = error as PostV1CustomersErrors[400];
  // @ts-expect-error only one of the codes has this detail
  refused.error.details.required;
  return refused.error.code === "INSUFFICIENT_CREDITS" ? refused.error.details.required : 0;
}

export async function withOrval(): Promise<number> {
  const response = await orvalCreate(body);
  if (response.status !== 400) return 0;
  const { error } = response.data;
  // @ts-expect-error only one of the codes has this detail
  error.details.required;
  return error.code === "INSUFFICIENT_CREDITS" ? error.details.required : 0;
}
`;

it("clients of openapi-typescript, hey-api and orval compile, and narrow by code", async () => {
  await run(process.execPath, [join(root, "tools/generate-clients.mjs"), documents, clients]);
  await writeFile(join(clients, "program.ts"), program);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: "ESNext",
    moduleResolution: "Bundler",
    lib: ["ESNext", "DOM", "DOM.Iterable"],
    skipLibCheck: false,
    allowImportingTsExtensions: true,
    types: [],
  };
  await writeFile(join(clients, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [compiler, "-p", clients], { cwd: clients }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe("");
}, 300_000);

it("redocly and spectral find no problem in the documents of the APIs, and redocly gives their errors full marks for clarity", async () => {
  const wrong = {
    openapi: "3.1.1",
    info: { title: "wrong", version: "1" },
    paths: { "/a": { get: { responses: { 404: { description: "" } } } } },
  };
  await writeFile(join(documents, "wrong.json"), JSON.stringify(wrong));
  const { stdout } = await run(process.execPath, [join(root, "tools/check-documents.mjs"), documents]);
  const { redocly, spectral, scores } = JSON.parse(stdout) as Checked;
  const names = apis.map(([{ name }]) => `${name}.json`);
  const isWrong = (problem: string): boolean => problem.includes("wrong.json");
  // Proves that the linters report problems.
  expect([redocly.some(isWrong), spectral.some(isWrong)]).toEqual([true, true]);
  expect([...redocly, ...spectral].filter((problem) => !isWrong(problem))).toEqual([]);
  expect(Object.keys(scores)).toEqual(expect.arrayContaining(names));
  expect(names.map((name) => [name, scores[name]?.errorClarity])).toEqual(names.map((name) => [name, 1]));
  expect(scores["wrong.json"]?.errorClarity).toBeLessThan(1);
}, 300_000);

interface Checked {
  readonly redocly: readonly string[];
  readonly spectral: readonly string[];
  readonly scores: Readonly<Record<string, { readonly errorClarity: number }>>;
}
