import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runToEnd } from "../testing/launched.ts";

it("npm start reports an invalid ERRATA_PDF_S3 without its secret", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-environment-"));
  const { code, output } = await runToEnd([], {
    ERRATA_DATA: folder,
    PORT: "0",
    ERRATA_PDF_S3: "https://KEY:hunter2%@s3.example.com/bucket",
  });
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/^npm start: ERRATA_PDF_S3: expected an address such as https:(?!.*hunter2)/),
  ]);
  await rm(folder, { recursive: true });
});
