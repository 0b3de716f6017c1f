import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FaultyProxy, startProxy } from "../../testing/faulty-proxy.ts";
import { type S3Server, startS3 } from "../../testing/s3-server.ts";
import { newId } from "../http/index.ts";
import type { FileStore } from "./file-store.ts";
import { openFileStore } from "./stored-files.ts";

const content = "0123456789".repeat(60_000);
const bytes = content.length;

/** Opens the store of another node, which shares only what several nodes share. */
type OpenNode = () => Promise<FileStore>;

async function receive(store: FileStore, fileId: string): Promise<{ bytes: number; sha256: string }> {
  const incoming = await store.receive(fileId);
  for (let at = 0; at < bytes; at += 100_000) await incoming.write(Buffer.from(content.slice(at, at + 100_000)));
  await incoming.finish();
  return incoming.measure();
}

function describeStore(name: string, open: () => Promise<{ openNode: OpenNode; close: () => Promise<void> }>): void {
  describe(`a file store in ${name}`, () => {
    let openNode: OpenNode;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ openNode, close } = await open());
    });
    afterAll(() => close());

    it("hides a received file until it is kept, and then returns it, and each range of it, to every node", async () => {
      const [store, other] = [await openNode(), await openNode()];
      const fileId = newId("rep");
      const sha256 = createHash("sha256").update(content).digest("hex");
      expect(await receive(store, fileId)).toEqual({ bytes, sha256 });
      await expect(store.read(fileId, bytes)).rejects.toThrow();
      await store.keep(fileId);
      for (const node of [store, other]) {
        expect(await text(await node.read(fileId, bytes))).toBe(content);
        expect(await text(await node.read(fileId, bytes, { first: 5, last: 8 }))).toBe("5678");
        // s3rver sends the whole object for this range.
        expect(await text(await node.read(fileId, bytes, { first: 0, last: 0 }))).toBe("0");
        expect(await node.withPath(fileId, async (path) => (await readdir(join(path, ".."))).length)).toBeGreaterThan(
          0,
        );
      }
    });

    it("lets a file be read at any position, before and after it is kept", async () => {
      const store = await openNode();
      const fileId = newId("rep");
      await receive(store, fileId);
      const inspect = () =>
        store.inspect(fileId, async ({ bytes: size, read }) => {
          const parts = await Promise.all([read(1, 3), read(size - 2, 10), read(299_999, 2)]);
          return [size, ...parts.map((part) => Buffer.from(part).toString())];
        });
      expect(await inspect()).toEqual([bytes, "123", "89", "90"]);
      await store.keep(fileId);
      expect(await inspect()).toEqual([bytes, "123", "89", "90"]);
    });

    it("keeps what a worker process has written to the path of a new file", async () => {
      const [store, other] = [await openNode(), await openNode()];
      const fileId = newId("rep");
      await writeFile(store.incomingPath(fileId), "result");
      await store.keep(fileId);
      expect(await text(await other.read(fileId, 6))).toBe("result");
    });

    it("rejects a file of another length, and one that does not exist", async () => {
      const store = await openNode();
      const fileId = newId("rep");
      await store.write(fileId, Buffer.from("content"));
      await expect(store.read(fileId, 6)).rejects.toThrow(/to have 6 bytes .*, found 7/);
      await store.remove(fileId);
      await store.remove(fileId);
      await expect(store.read(fileId, 7)).rejects.toThrow();
      await expect(store.withPath(fileId, async (path) => await rm(path))).rejects.toThrow();
    });

    it("rejects an id that leads out of the store", async () => {
      const store = await openNode();
      await expect(async () => store.incomingPath("../../etc/passwd")).rejects.toThrow(RangeError);
      await expect(store.write("rep_1", Buffer.from("x"))).rejects.toThrow(RangeError);
    });

    it("stores nothing when the caller cancels", async () => {
      const store = await openNode();
      const fileId = newId("rep");
      const reason = new Error("the caller left");
      await expect(store.write(fileId, Buffer.from("x"), AbortSignal.abort(reason))).rejects.toBe(reason);
      await expect(store.read(fileId, 1)).rejects.toThrow();
    });
  });
}

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "errata-files-"));

describeStore("a folder", async () => {
  const folder = await newFolder();
  return { openNode: () => openFileStore({ folder }, "reports"), close: () => rm(folder, { recursive: true }) };
});

describeStore("a bucket", async () => {
  const s3 = await startS3();
  const folders: string[] = [];
  return {
    async openNode() {
      const folder = await newFolder();
      folders.push(folder);
      return await openFileStore({ folder, s3: { url: s3.url() } }, "reports");
    },
    async close() {
      // Nothing of what is stored remains on the node.
      for (const folder of folders) {
        expect(await readdir(join(folder, "reports"))).toEqual([]);
        await rm(folder, { recursive: true });
      }
      await s3.stop();
    },
  };
});

describe("a file store in a bucket that fails", () => {
  let s3: S3Server;
  let proxy: FaultyProxy;
  let folder: string;
  let store: FileStore;
  beforeAll(async () => {
    s3 = await startS3();
    proxy = await startProxy(s3);
    folder = await newFolder();
    store = await openFileStore({ folder, s3: { url: s3.url(`127.0.0.1:${proxy.port}`), timeoutMs: 500 } }, "reports");
  });
  afterAll(async () => {
    await proxy.stop();
    await s3.stop();
    await rm(folder, { recursive: true });
  });

  it.each([
    ["refuse", "STORE_UNAVAILABLE"],
    ["cut", "STORE_UNAVAILABLE"],
    ["stall", "STORE_TIMEOUT"],
    [{ status: 503, body: "<Error/>" }, "STORE_UNAVAILABLE"],
  ] as const)("reports an outage while it does %j, and recovers by itself", async (fault, code) => {
    const fileId = newId("rep");
    await receive(store, fileId);
    await proxy.become("none");
    await store.keep(fileId);
    await proxy.become(fault);
    await expect(store.write(newId("rep"), Buffer.from("x"))).rejects.toMatchObject({ code });
    await expect(store.read(fileId, bytes).then(text)).rejects.toMatchObject({ code });
    await proxy.become("none");
    expect(await text(await store.read(fileId, bytes))).toBe(content);
  });

  it("frees the connection of a reader that leaves early", async () => {
    const fileId = newId("rep");
    await receive(store, fileId);
    await store.keep(fileId);
    for (let reader = 0; reader < 20; reader += 1) (await store.read(fileId, bytes)).destroy();
    expect(await text(await store.read(fileId, bytes))).toBe(content);
  });
});
