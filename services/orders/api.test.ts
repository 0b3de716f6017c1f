import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runToEnd } from "../testing/launched.ts";

it("npm start reports the name of a variable with an invalid value", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-environment-"));
  const { code, output } = await runToEnd([], {
    ERRATA_DATA: folder,
    PORT: "0",
    ERRATA_WEBHOOK_ALLOW: "127.0.0.0/8, 10.0.0.0",
  });
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/^npm start: ERRATA_WEBHOOK_ALLOW: expected a network such as .*, received "10\.0\.0\.0"/),
  ]);
  await rm(folder, { recursive: true });
});
