import { contract } from "errata";
import { boundary } from "errata/server";
import { errorRecorder } from "errata/testing";
import { describe, expect, test, vi } from "vitest";
import { send } from "./client.ts";
import { frameworks } from "./frameworks.ts";
import { shop } from "./shop.ts";

const inProcess = frameworks
  .filter(({ isSeparate }) => isSeparate !== true)
  .map((framework) => [framework.name, framework] as const);

describe("a test of an app", () => {
  test.each(inProcess)(
    "fails on %s when an operation responds with a code that it does not declare",
    async (_, framework) => {
      const checks: (() => void)[] = [];
      const record = errorRecorder(shop, { afterEach: (check) => void checks.push(check) });
      const app = await framework.start(boundary(shop, { record, warn: () => undefined }));
      try {
        await send(app.port, "/orders/7");
        await vi.waitFor(() => expect(record.occurrences).toHaveLength(1));
        for (const check of checks) check();
        const reply = await send(app.port, "/throw/undeclared");
        expect([reply?.status, reply?.headers.get("errata-code")]).toEqual([409, "SOLD_OUT"]);
        await vi.waitFor(() => expect(record.occurrences).toHaveLength(2));
        expect(checks[0]).toThrow(
          /^expected only declared errors of shop, received 1 other:\n- GET \/throw\/\{what\} .*SOLD_OUT/,
        );
      } finally {
        await app.close();
      }
    },
  );
});

describe("an app that starts", () => {
  const other = contract({
    name: "other",
    version: "1.0.0",
    errors: { FAILED: { kind: "internal", when: "A bug.", message: "Something went wrong." } },
    operations: { "GET /ok": [], "GET /invoices": [] },
  });
  const listing = inProcess.filter(([, { adapter }]) => adapter !== "errata/node" && adapter !== "errata/server");

  test.each(listing)(
    "lists on %s the routes without an operation and the operations without a route",
    async (_, framework) => {
      const warnings: string[] = [];
      const app = await framework.start(boundary(other, { warn: (warning) => void warnings.push(warning) }));
      try {
        await send(app.port, "/ok");
        const [warning = ""] = warnings.filter((text) => text.startsWith("ERRATA_ROUTES"));
        expect(warning).toContain("GET /throw/");
        expect(warning).toContain("operations without a route: GET /invoices.");
        expect(warning).not.toMatch(/GET \/ok\b/);
      } finally {
        await app.close();
      }
    },
  );
});
