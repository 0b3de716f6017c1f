import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCredentials } from "./demo-file.ts";

describe("readCredentials", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "errata-demo-file-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (text: string) => {
    await writeFile(join(folder, "demo.json"), text);
    return await readCredentials(join(folder, "demo.json"));
  };

  it("returns the credentials of each API", async () => {
    const file = {
      url: "x",
      apis: { imaging: { credentials: { acme: "k1" } }, pdf: { credentials: { atlas: "k2" } } },
    };
    expect(await read(JSON.stringify(file))).toEqual({ imaging: { acme: "k1" }, pdf: { atlas: "k2" } });
  });

  it.each([
    ["a number instead of a key", '{"apis":{"imaging":{"credentials":{"acme":5}}}}', { imaging: {} }],
    ["an API without credentials", '{"apis":{"imaging":null}}', { imaging: {} }],
    ["a list", "[]", {}],
    ["null", "null", {}],
    ["half of a file", '{"apis":{"imaging":{"cred', {}],
  ])("returns no key when the file contains %s", async (_, text, expected) => {
    expect(await read(text)).toEqual(expected);
  });

  it("returns nothing when there is no file", async () => {
    expect(await readCredentials(join(folder, "none.json"))).toEqual({});
  });
});
