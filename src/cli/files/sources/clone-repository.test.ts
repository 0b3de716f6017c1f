import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHere } from "../../testing/index.ts";
import { cloneRepository, isRepository } from "./clone-repository.ts";

const run = promisify(execFile);
let folder: string;
let server: Server;
let base: string;

/** Creates a bare repository with one commit of the files of a folder. */
async function bareRepository(name: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const work = join(folder, `${name}-work`);
  const bare = join(folder, `${name}.git`);
  await run("git", ["init", "--quiet", work]);
  for (const [file, content] of Object.entries(files)) await writeFile(join(work, file), content);
  await symlink("/etc/hostname", join(work, "errors-link.md"));
  const author = ["-c", "user.name=a", "-c", "user.email=a@shop.example"];
  await run("git", ["-C", work, "add", "."]);
  await run("git", ["-C", work, ...author, "commit", "--quiet", "-m", "first"]);
  await run("git", ["clone", "--quiet", "--bare", work, bare]);
  return bare;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-clone-"));
  await bareRepository("shop", {
    "errors.md": "# Errors\n\n| Code | Status |\n|---|---|\n| SOLD_OUT | 409 |\n",
    "codes.go": 'package a\n\nvar gone = newError("ORDER_GONE", 410, "It was deleted.")\n',
  });
  await bareRepository("large", { "errors.md": "# Errors\n", "data.bin": randomBytes(24 * 2 ** 20) });
  server = createServer((request, response) => {
    const [, name = "", service = ""] = /^\/([\w-]+)\.git\/(info\/refs|git-upload-pack)/.exec(request.url ?? "") ?? [];
    if (name === "silent") return;
    if (!existsSync(join(folder, `${name}.git`))) {
      response.writeHead(404).end();
      return;
    }
    const isRefs = service === "info/refs";
    const type = isRefs ? "advertisement" : "result";
    response.writeHead(200, { "content-type": `application/x-git-upload-pack-${type}` });
    if (isRefs) response.write("001e# service=git-upload-pack\n0000");
    const words = [
      "upload-pack",
      "--stateless-rpc",
      ...(isRefs ? ["--advertise-refs"] : []),
      join(folder, `${name}.git`),
    ];
    const git = spawn("git", words, { stdio: ["pipe", "pipe", "ignore"] });
    request.pipe(git.stdin);
    git.stdout.pipe(response);
    git.stdin.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 30_000);
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const clones = async (): Promise<readonly string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith("errata-adopt-"));

describe("errata adopt <repository>", () => {
  it.each([
    ["over http", () => `${base}/shop.git`],
    ["as a file URL", () => `file://${folder}/shop.git`],
    ["as the folder of a bare repository", () => join(folder, "shop.git")],
  ])("reads pages and source code of a repository %s, and no links", async (_, address) => {
    const { code, stdout, stderr } = await runHere(["adopt", address()], { FOLDER: folder, BASE: base });
    expect({ code, stderr: stderr.split("\n")[0] }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Cloning /),
    });
    expect(stdout).toContain("  # errors.md:5\n  SOLD_OUT:\n");
    expect(stdout).toContain("  # codes.go:3\n  ORDER_GONE:\n");
    expect(stderr).toContain("2 codes, every status is stated.");
  });

  it("fails with the reason of git, and without the password of the address", async () => {
    const address = `${base.replace("//", "//me:secret@")}/gone.git`;
    const { code, stderr } = await runHere(["adopt", address]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/errata: git cannot clone http:\/\/….*: .*not found/);
    expect(stderr).not.toContain("secret");
  });
});

describe("cloneRepository", () => {
  it.each([
    ["file", () => `file://${folder}/large.git`],
    ["http", () => `${base}/large.git`],
  ])("ends a clone over %s that is too large, and leaves nothing behind", async (_, address) => {
    const before = await clones();
    await expect(cloneRepository(address(), async () => {}, { bytes: 2 ** 20 })).rejects.toThrow(
      /it has more than 1 MiB/,
    );
    expect(await clones()).toEqual(before);
  });

  it("ends a clone that takes too long", async () => {
    const address = `${base}/silent.git`;
    await expect(cloneRepository(address, async () => {}, { timeoutMs: 200 })).rejects.toThrow(
      `git cannot clone ${address}: it did not arrive within 0.2 s.`,
    );
  });

  it("removes the clone if its use fails", async () => {
    const before = await clones();
    const fail = async (): Promise<never> => {
      throw new RangeError("no codes");
    };
    await expect(cloneRepository(`file://${folder}/shop.git`, fail)).rejects.toThrow("no codes");
    expect(await clones()).toEqual(before);
  });
});

describe("isRepository", () => {
  it.each([
    ["https://github.com/a/b", true],
    ["https://github.com/a/b/", true],
    ["git@code.example:a/b.git", true],
    ["https://code.example/a.git", true],
    ["file:///tmp/a.git", true],
    ["https://github.com/a/b/blob/main/errors.md", false],
    ["https://docs.example.com/errors", false],
    ["ext::sh -c id", false],
    ["errors.md", false],
  ])("%s: %s", (address, expected) => {
    expect(isRepository(address)).toBe(expected);
  });
});
