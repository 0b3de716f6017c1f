import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AnyContract } from "errata";
import { type ApiDescription, openapi } from "errata/openapi";
import { afterAll, beforeAll, expect, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { imagingDescription } from "./imaging/description.ts";
import { orders } from "./orders/contract.ts";
import { ordersDescription } from "./orders/description.ts";
import { pdf } from "./pdf/contract.ts";
import { pdfDescription } from "./pdf/description.ts";
import { scribe } from "./scribe/contract.ts";
import { scribeDescription } from "./scribe/description.ts";
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
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-openapi-clients-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Uses the generated types as a customer would. A line after @ts-expect-error must not compile. */
const program = `
import type { paths as Imaging } from "./imaging.ts";
import type { paths as Vision } from "./vision.ts";

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
`;

/** Generates the types of every document, in the folder of the generator, in one process. */
const generate = `
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
const folder = process.argv[1];
for (const file of readdirSync(folder))
  writeFileSync(folder + "/" + file.replace(".json", ".ts"), astToString(await openapiTS(JSON.parse(readFileSync(folder + "/" + file, "utf8")))));
`;

it("types that openapi-typescript generates from the documents of the APIs compile, and narrow by code", async () => {
  for (const [contract, api] of apis)
    await writeFile(join(folder, `${contract.name}.json`), JSON.stringify(openapi(contract, { api }).document));
  await run(process.execPath, ["--input-type=module", "-e", generate, folder], { cwd: join(root, "tools") });
  await writeFile(join(folder, "program.ts"), program);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: "NodeNext",
    allowImportingTsExtensions: true,
    types: [],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [compiler, "-p", folder], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe("");
}, 300_000);
