import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openCounters } from "../../shared/limits/index.ts";
import { picture } from "../../testing/picture.ts";
import type { Account } from "../accounts/account.ts";
import { imageWorker, openImagePool } from "./image-worker.ts";

const [busy, other] = [{ id: "acc_busy" } as Account, { id: "acc_other" } as Account];
const folder = await mkdtemp(join(tmpdir(), "errata-images-"));
const file = { path: join(folder, "image") };
await writeFile(file.path, await picture({ width: 20, height: 10 }));
afterAll(() => rm(folder, { recursive: true }));

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: any) => error.details?.reason,
  );

it("rejects images of an account that has 64 waiting, and lets another account take its turn", async () => {
  const worker = imageWorker(openImagePool(), openCounters("vision", Date.now, undefined), 2_000);
  await worker.inspect(busy, file);
  const finished: string[] = [];
  const note = (name: string) => () => finished.push(name);
  const images = Array.from({ length: 80 }, () => outcome(worker.inspect(busy, file).finally(note("busy"))));
  await worker.inspect(other, file).finally(note("other"));
  const outcomes = await Promise.all(images);
  worker.close();
  const rejected = outcomes.filter((reason) => reason === "waiting_images").length;
  expect(outcomes.filter((reason) => reason === "done")).toHaveLength(80 - rejected);
  expect(rejected).toBeGreaterThanOrEqual(80 - 64 - 2);
  // The rejected images end first; then at most one image per process was ahead.
  expect(finished.indexOf("other")).toBeLessThanOrEqual(rejected + 2);
});

// With a limit that an ordinary large image exceeds: those that are accepted are decoded within the default one.
it("rejects the images of an account for an hour after 10 of them exceeded the CPU time, and no others", async () => {
  let now = 0;
  const worker = imageWorker(
    openImagePool(),
    openCounters("vision", () => now, undefined),
    20,
  );
  const heavy = { path: join(folder, "heavy") };
  await writeFile(heavy.path, await picture({ width: 2_000, height: 2_000 }));
  const send = (account: Account) => outcome(worker.inspect(account, heavy));
  for (let sent = 1; sent <= 10; sent += 1) expect(await send(busy)).toBe("damaged");
  expect([await send(busy), await send(other)]).toEqual(["heavy_images", "damaged"]);
  now += 3_600_000;
  expect(await send(busy)).toBe("damaged");
  worker.close();
}, 60_000);

it("reports a missing file and a file with another hash as damaged", async () => {
  const worker = imageWorker(openImagePool(), openCounters("vision", Date.now, undefined), 2_000);
  const outcomes = [
    await outcome(worker.inspect(busy, { path: join(folder, "missing") })),
    await outcome(worker.inspect(busy, { ...file, sha256: "00" })),
  ];
  worker.close();
  expect(outcomes).toEqual(["damaged", "damaged"]);
});
