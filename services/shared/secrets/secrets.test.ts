import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderPlace } from "../files/index.ts";
import { encryptStored, readEncryptionKeys, type StoredSecret, secretBox } from "./index.ts";

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

describe("a secret box", () => {
  it("opens what it has sealed, and shows nothing of it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3, unit: "grapheme" }), fc.string(), (text, owner) => {
        const box = secretBox([first]);
        const sealed = box.seal(text, owner);
        expect(box.open(sealed, owner)).toBe(Buffer.from(text).toString());
        expect(sealed.startsWith(box.prefix)).toBe(true);
        expect(sealed).not.toBe(box.seal(text, owner));
      }),
    );
  });

  it("opens secrets of every key, and seals with the first", () => {
    const old = secretBox([first]).seal("a", "row");
    const box = secretBox([second, first]);
    expect(box.open(old, "row")).toBe("a");
    expect(() => secretBox([first]).open(box.seal("a", "row"), "row")).toThrow(
      /The secret of row is encrypted with the key [0-9a-f]{8}, which is missing. Add the key to ERRATA_ENCRYPTION_KEYS/,
    );
  });

  it("rejects a secret of another row, and a changed one", () => {
    const box = secretBox([first]);
    const sealed = box.seal("secret", "row 1");
    expect(() => box.open(sealed, "row 2")).toThrow();
    const bytes = Buffer.from(sealed.slice(box.prefix.length), "base64url");
    for (let index = 0; index < bytes.byteLength; index += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes.readUInt8(index) ^ 1) & 0xff, index);
      expect(() => box.open(box.prefix + changed.toString("base64url"), "row 1")).toThrow();
    }
    for (const text of ["", "secret", "sealed.", box.prefix, `${box.prefix}AAAA`]) {
      expect(() => box.open(text, "row 1")).toThrow();
    }
  });

  it("rejects no key, and a key of another length", () => {
    expect(() => secretBox([])).toThrow("Expected at least one encryption key");
    expect(() => secretBox([Buffer.alloc(16)])).toThrow("Expected encryption keys of 32 bytes, received one of 16.");
  });
});

describe("encryptStored", () => {
  it("encrypts plain secrets and those of an earlier key, and leaves the others", async () => {
    const [old, box] = [secretBox([first]), secretBox([second, first])];
    const current = box.seal("c", "3");
    const rows = new Map([
      ["1", "a"],
      ["2", old.seal("b", "2")],
      ["3", current],
    ]);
    const outdated = async (): Promise<StoredSecret[]> =>
      [...rows]
        .map(([id, secret]) => ({ id, secret }))
        .filter(({ secret }) => !secret.startsWith(box.prefix))
        .slice(0, 1);
    await encryptStored(box, outdated, async ({ id }, sealed) => rows.set(id, sealed));
    const onlyNew = secretBox([second]);
    expect([...rows].map(([id, secret]) => onlyNew.open(secret, id))).toEqual(["a", "b", "c"]);
    expect(rows.get("3")).toBe(current);
  });
});

describe("readEncryptionKeys", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "errata-keys-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("reads several keys of the variable, and then creates no file", async () => {
    const listed = ` ${first.toString("base64")}, ${second.toString("base64url")}\n`;
    expect(await readEncryptionKeys(listed, folderPlace(join(folder, "unused")), true)).toEqual([first, second]);
    await expect(stat(join(folder, "unused"))).rejects.toThrow("ENOENT");
  });

  it("creates one random key that only the owner can read, also when several processes start at once", async () => {
    const path = join(folder, "encryption.key");
    const read = await Promise.all([1, 2, 3].map(() => readEncryptionKeys("", folderPlace(folder), true)));
    expect(read[0]).toEqual([Buffer.from(await readFile(path, "utf8"), "base64")]);
    expect(read[1]).toEqual(read[0]);
    expect(read[2]).toEqual(read[0]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readEncryptionKeys("", folderPlace(join(folder, "other")), true)).not.toEqual(read[0]);
  });

  it("creates no key without the demo, and reads one that exists", async () => {
    const place = folderPlace(join(folder, "no-demo"));
    await expect(readEncryptionKeys("", place, false)).rejects.toThrow(
      /^ERRATA_ENCRYPTION_KEYS is not set\..*openssl rand -base64 32$/,
    );
    await expect(stat(join(folder, "no-demo"))).rejects.toThrow("ENOENT");
    const keys = await readEncryptionKeys("", place, true);
    expect(await readEncryptionKeys("", place, false)).toEqual(keys);
  });

  it.each(["abc", "!", `${first.toString("base64")},`, Buffer.alloc(31).toString("base64"), `${"A".repeat(43)}*`])(
    "rejects %j without repeating it",
    async (listed) => {
      const error = await readEncryptionKeys(listed, folderPlace(join(folder, "unused")), true).catch(
        (thrown: Error) => thrown,
      );
      expect(String(error)).toMatch(/^RangeError: Expected keys of 32 bytes in base64 in ERRATA_ENCRYPTION_KEYS/);
      expect(String(error)).toContain("openssl rand -base64 32");
    },
  );
});
