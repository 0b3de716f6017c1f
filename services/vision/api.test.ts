import { expect, it } from "vitest";
import type { ServiceEnvironment } from "../shared/api/index.ts";
import { engines } from "../testing/engines.ts";
import { serveApi } from "../testing/serve-api.ts";
import { openVisionApi } from "./api.ts";
import { visionMigrations } from "./migrations.ts";

it("ERRATA_VISION_UNIFIED=1 uses the rich envelope for every error and declares it in the contract", async () => {
  const served = await serveApi(engines[0]!, visionMigrations, async (environment) => {
    return { api: await openVisionApi(environment, { ERRATA_VISION_UNIFIED: "1" }) };
  });
  const demo = await served.api.demo({});
  const headers = { Authorization: `Bearer ${demo.credentials[0]?.secret}` };
  const reply = await fetch(`${served.url}/v1/rules/rul_0`, { headers });
  expect(await reply.json()).toMatchObject({ error: { code: "RULE_NOT_FOUND" }, request_id: expect.any(String) });
  const contract = await fetch(`${served.url}/.well-known/errata.json`);
  expect(await contract.json()).toMatchObject({ name: "vision", unified: "rich" });
  await served.stop();
});

it.each([
  ["ERRATA_VISION_UNIFIED", "yes", 'Expected ERRATA_VISION_UNIFIED to be 0 or 1, received "yes".'],
  [
    "ERRATA_VISION_DECODE_MS",
    "2s",
    'Expected ERRATA_VISION_DECODE_MS to be a whole number of milliseconds from 1 to 10000, received "2s".',
  ],
])("rejects another value of %s", async (name, value, message) => {
  await expect(openVisionApi({} as ServiceEnvironment, { [name]: value })).rejects.toThrow(message);
});
