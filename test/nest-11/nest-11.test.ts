import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkRow } from "../conformance/check-row.ts";
import type { RunningApp } from "../conformance/framework.ts";
import { nestOnExpress, nestOnFastify } from "../conformance/nest.ts";
import { rows } from "../conformance/rows.ts";
import { shopBoundary } from "../conformance/shop.ts";

// The packages of this folder take the place of Nest 12, for the apps under test and for the adapter.
const packages = vi.hoisted(async () => {
  const { createRequire } = await import("node:module");
  return createRequire(import.meta.url);
});
vi.mock("@nestjs/common", async () => (await packages)("@nestjs/common"));
vi.mock("@nestjs/core", async () => (await packages)("@nestjs/core"));
vi.mock("@nestjs/platform-express", async () => (await packages)("@nestjs/platform-express"));
vi.mock("@nestjs/platform-fastify", async () => (await packages)("@nestjs/platform-fastify"));

test("the apps run on Nest 11", async () => {
  const require = await packages;
  expect(require("@nestjs/core/package.json").version).toMatch(/^11\./);
  expect((await import("@nestjs/core")).NestFactory).toBe(require("@nestjs/core").NestFactory);
});

describe.each([nestOnExpress, nestOnFastify])("$name", (framework) => {
  const { boundary, occurrences } = shopBoundary();
  let app: RunningApp;
  beforeAll(async () => {
    app = await framework.start(boundary);
  });
  afterAll(() => app?.close());

  test.each(rows.filter(({ id }) => framework.lacks?.[id] === undefined).map((row) => [row.id, row] as const))(
    "Nest 11 returns the same as Nest 12: %s",
    async (_id, row) => {
      occurrences.length = 0;
      await checkRow(row, framework, await row.run(app.port), occurrences);
    },
  );
});
