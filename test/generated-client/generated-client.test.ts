import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CallError, ContractMetadata, OpenApi } from "errata/client";
import { client, contractMetadata, decide } from "errata/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imaging } from "../../services/imaging/contract.ts";
import { onEveryEngine } from "../../services/testing/running-imaging.ts";
import { compile, errata, newFolder } from "./program.ts";

let folder: string;
let metadata: ContractMetadata;
beforeAll(async () => {
  folder = await newFolder();
  await writeFile(join(folder, "errata.json"), JSON.stringify(imaging));
  const generated = await errata(["generate", "client", "errata.json", "-o", "api.ts"], folder);
  expect(generated).toEqual({ code: 0, stdout: "", stderr: "Wrote api.ts.\n" });
  ({ metadata } = await import(join(folder, "api.ts")));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a generated client", () => {
  it("compiles, has the types of the importable contract, and rejects wrong uses", async () => {
    await copyFile(join(import.meta.dirname, "usages.txt"), join(folder, "usages.ts"));
    expect(await compile(folder, "usages.ts")).toBe("");
  });

  it("has the metadata of the importable contract", () => {
    expect(metadata).toEqual(JSON.parse(JSON.stringify(contractMetadata(imaging))));
  });

  it("is up to date until the contract changes", async () => {
    const check = ["generate", "client", "errata.json", "-o", "api.ts", "--check"];
    expect((await errata(check, folder)).code).toBe(0);
    const changed = structuredClone(imaging.toJSON()) as any;
    changed.errors.INVALID_PLAN.kind = "validation_failed";
    await writeFile(join(folder, "errata.json"), JSON.stringify(changed));
    expect(await errata(check, folder)).toEqual({
      code: 1,
      stdout: "",
      stderr: "errata: api.ts is out of date. Run: errata generate client errata.json -o api.ts\n",
    });
  });
});

onEveryEngine((running) => {
  it("returns the codes, details and decisions of a client with the importable contract, from a running API", async () => {
    const partner = await running().openPartner({ credits: 50 });
    const customerId = await partner.newCustomer({ planId: "pocket" }).catch(() => "none");
    const calls: readonly [key: string, operation: `GET /${string}` | `POST /${string}`, options?: object][] = [
      [partner.key, "POST /v1/customers", { body: { name: "Ada", email: "ada@example.com", planId: "clinic" } }],
      [partner.key, "POST /v1/customers", { body: { name: "Ada", email: "not an address", colour: "red" } }],
      [partner.key, "POST /v1/customers", { body: { name: "Ada", email: "ada@example.com", planId: "gold" } }],
      [partner.key, "GET /v1/customers/{customerId}", { params: { customerId: "nobody" } }],
      [partner.key, "GET /v1/customers/{customerId}/studies/{studyUid}", { params: { customerId, studyUid: "1.2.3" } }],
      [partner.key, "GET /v1/nothing"],
      ["img_live_wrong", "GET /v1/credits"],
      ["", "GET /v1/credits"],
    ];
    const codes = new Set<string>();
    for (const [key, operation, options] of calls) {
      const [generated, imported] = await Promise.all(
        [metadata, contractMetadata(imaging)].map(async (variant) => {
          const headers = key === "" ? {} : { authorization: `Bearer ${key}` };
          const api = client<OpenApi>({
            baseUrl: running().url,
            metadata: variant as ContractMetadata<OpenApi>,
            headers,
          });
          return comparable(await api.try(operation, options));
        }),
      );
      expect(generated).toEqual(imported);
      codes.add((generated as { code: string }).code);
    }
    expect(codes.size).toBeGreaterThanOrEqual(6);
  });
});

function comparable(result: unknown): unknown {
  const { error } = result as { error: CallError };
  const { code, kind, status, details, known, retry, effect, remedy, param, docsUrl, message } = error;
  const decision = decide(error, { idempotent: true, random: () => 0.5 }) !== undefined;
  return { code, kind, status, details, known, retry, effect, remedy, param, docsUrl, message, decision };
}
