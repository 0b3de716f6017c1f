import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type CliRun, cli, main, newFolder, runHere } from "../testing/index.ts";

// Each test starts several processes, which share the machine with other tests.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("errata adopt", () => {
  test("writes a contract that errata check reads, and reports what is open", async () => {
    const text =
      "# Errors\n\n| Code | Status | When |\n|---|---|---|\n| SOLD_OUT | 409 | No unit is left. |\n| ORDER_GONE | | The order was deleted. |\n";
    await writeFile(join(folder, "errors.md"), text);
    const adopted = await cli(["adopt", "errors.md", "-o", "errata.yaml", "--report"], folder);
    expect(adopted).toMatchObject({ code: 0, stdout: "" });
    expect(adopted.stderr).toContain("ORDER_GONE: not stated in errors.md  errors.md:6");
    expect(adopted.stderr).toContain("2 codes, 1 without a status");
    expect(await readFile(join(folder, "errata.yaml"), "utf8")).toContain("status: open # not stated in errors.md");

    const checked = await cli(["check", "errata.yaml"], folder);
    expect(checked.code).toBe(1);
    expect(checked.stdout).toContain("status-open");
    const imported = await cli(["check", "errata.yaml", "--preset", "import"], folder);
    expect(imported.code).toBe(0);

    const exported = await cli(["export", "errata.yaml"], folder);
    expect(exported.code).toBe(1);
    expect(exported.stderr).toContain('received "open"');
  });

  test("reads compressed texts and texts in UTF-16, and says what to pass instead of files that are not text", async () => {
    const files = await newFolder();
    const text = "# Errors\n\n| Code | Status |\n|---|---|\n| SOLD_OUT | 409 |\n";
    const adoptFile = async (name: string, bytes: Uint8Array): Promise<CliRun> => {
      await writeFile(join(files, name), bytes);
      return await runHere(["adopt", join(files, name)], { FOLDER: files });
    };
    for (const bytes of [gzipSync(text), Buffer.from(text, "utf16le"), Buffer.from(`\ufeff${text}`, "utf16le")])
      expect((await adoptFile("errors.md", bytes)).stdout).toContain("  SOLD_OUT:\n");
    const message = async (name: string, start: string): Promise<string> =>
      (await adoptFile(name, Buffer.from(start, "latin1"))).stderr;
    expect(await message("a.pdf", "%PDF-1.7\n")).toBe(
      'errata: FOLDER/a.pdf is a PDF, which is not read. Pass its text: run "pdftotext FOLDER/a.pdf - | errata adopt -".\n',
    );
    expect(await message("a.png", "\x89PNG\r\n")).toContain("FOLDER/a.png is an image, which is not read.");
    expect(await message("a.docx", "PK\x03\x04")).toContain("is an archive or an office document");
    expect(await message("a.md", "a\0b\0\0")).toContain("is not a text");
    expect(await message("a.gz", "\x1f\x8bno")).toContain("is compressed and damaged");
    expect((await adoptFile("bomb.gz", gzipSync(Buffer.alloc(2 ** 25)))).stderr).toContain("is larger than 16 MiB");
    await rm(files, { recursive: true });
  });

  test("reads a folder without its history, hidden files and binaries", async () => {
    const docs = await newFolder();
    await writeFile(join(docs, "errors.md"), "# Errors\n\n| Code | Status |\n|---|---|\n| A_B | 400 |\n");
    await writeFile(join(docs, ".hidden.md"), "# Errors\n\n| Code | Status |\n|---|---|\n| C_D | 400 |\n");
    await writeFile(join(docs, "CHANGELOG.md"), "# Errors\n\n| Code | Status |\n|---|---|\n| E_F | 400 |\n");
    const messages = "lib.error.gone=It is gone now.\nlib.error.lent=Somebody has it.\nlib.error.shut=It is shut.\n";
    await writeFile(join(docs, "messages.properties"), messages);
    await writeFile(join(docs, "data.json"), Buffer.from([0, 1, 2]));
    const { stdout, code } = await cli(["adopt", docs]);
    await rm(docs, { recursive: true });
    expect(code).toBe(0);
    expect(stdout).toContain("A_B:");
    expect(stdout).toContain("lib.error.lent:");
    expect(stdout).not.toMatch(/C_D|E_F/);
  });

  test("reads the source code of a folder together with its pages", async () => {
    const project = await newFolder();
    await writeFile(join(project, "errors.ts"), 'export enum ErrorCode { SoldOut = "SOLD_OUT", BadSku = "BAD_SKU" }\n');
    await writeFile(
      join(project, "handler.go"),
      'package a\nfunc f() error { return newError("ORDER_GONE", 410, "It was deleted.") }\n',
    );
    await writeFile(join(project, "errors.md"), "# Errors\n\n| Code | Status |\n|---|---|\n| SOLD_OUT | 409 |\n");
    await writeFile(
      join(project, "package-lock.json"),
      '{ "packages": { "an-error": { "version": "1.0.0" }, "other-error": { "version": "2.0.0" } } }',
    );
    const { stdout, stderr, code } = await cli(["adopt", project]);
    await rm(project, { recursive: true });
    expect(code).toBe(0);
    expect(
      [...stdout.matchAll(/^ {2}(\w+):\n.*\n {4}status: (\w+)/gm)].map(([, name, status]) => [name, status]),
    ).toEqual([
      ["SOLD_OUT", "409"],
      ["BAD_SKU", "open"],
      ["ORDER_GONE", "410"],
    ]);
    expect(stderr).toContain("3 codes, 1 without a status");
  });

  test("reads recorded exchanges, alone and together with a page", async () => {
    const exchange = {
      request: { method: "POST", url: "https://shop.example/v1/orders/17/items" },
      response: { status: 409, headers: [], content: { text: '{"code":"SOLD_OUT","message":"No unit is left."}' } },
    };
    await writeFile(join(folder, "a.har"), JSON.stringify({ log: { version: "1.2", entries: [exchange] } }, null, 2));
    await writeFile(join(folder, "stated.md"), "# Errors\n\n| Code | Status |\n|---|---|\n| BAD_SKU | 400 |\n");
    const alone = await cli(["adopt", "--har", "a.har"], folder);
    expect(alone).toMatchObject({ code: 0, stderr: "1 code, every status is stated.\n" });
    expect(alone.stdout).toContain("  # a.har:5\n  SOLD_OUT:\n");
    expect(alone.stdout).toContain("operations:\n  POST /v1/orders/{orderId}/items:\n    - SOLD_OUT\n");
    const both = await cli(["adopt", "stated.md", "--har", "a.har"], folder);
    expect(both.stderr).toBe("2 codes, every status is stated.\n");

    await writeFile(join(folder, "log.ndjson"), `${JSON.stringify(exchange)}\n`);
    expect((await cli(["adopt", "--traffic", "log.ndjson"], folder)).stdout).toContain(
      "  # log.ndjson:1\n  SOLD_OUT:\n",
    );
  });

  test("says what it expects of recorded exchanges", async () => {
    await writeFile(
      join(folder, "cut.har"),
      '{"log": {"entries": [{"request": {"url": "https://a.example/?token=secret',
    );
    const cut = await cli(["adopt", "--har", "cut.har"], folder);
    expect(cut).toMatchObject({ code: 1, stdout: "" });
    expect(cut.stderr).toContain(
      "expected HAR 1.2 in cut.har, received JSON that ends in line 1 before it is complete",
    );
    expect(cut.stderr).not.toContain("secret");
    expect((await cli(["adopt", "--har", "no.har"], folder)).stderr).toContain("no.har cannot be read (ENOENT)");
    const nothing = await cli(["adopt"], folder);
    expect(nothing).toMatchObject({ code: 2, stdout: "" });
    expect(nothing.stderr).toContain("or recorded exchanges after --har, received nothing");
  });

  test("says what it expects if there are no codes or no file", async () => {
    await writeFile(join(folder, "plain.md"), "# Hello\n");
    expect(await cli(["adopt", "plain.md"], folder)).toMatchObject({ code: 1, stdout: "" });
    const missing = await cli(["adopt", "missing.md"], folder);
    expect(missing.stderr).toContain("missing.md cannot be read (ENOENT)");
  });
});

describe.skipIf(!existsSync("/usr/bin/script"))("errata adopt on a terminal (util-linux script)", () => {
  /** Runs the command on a terminal, answers each question, and returns what the terminal shows. */
  async function onTerminal(words: string, answers: readonly string[]): Promise<string> {
    const command = `${process.execPath} ${main.join(" ")} ${words}`;
    const env = { ...process.env, TERM: "xterm-256color", CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined };
    const script = spawn("/usr/bin/script", ["-qec", command, "/dev/null"], { cwd: folder, env });
    let shown = "";
    let asked = 0;
    script.stdout.on("data", (chunk) => {
      shown += chunk;
      // The line of a question is drawn again with each key, so each question counts once.
      const questions = new Set(shown.match(/ {2}\w+ \((?:not stated|conflict)[^)]*\)?[^\n]*\): /g)).size;
      for (; asked < questions; asked += 1) script.stdin.write(`${answers[asked] ?? "end"}\n`);
    });
    await once(script, "close");
    return shown;
  }

  test("asks for statuses, and writes those that it gets", async () => {
    const text = "# Errors\n\n| Code | Status |\n|---|---|\n| SOLD_OUT | 409 |\n| BAD_SKU | |\n| LATE | 400, 503 |\n";
    await writeFile(join(folder, "asked.md"), text);
    const shown = await onTerminal("adopt asked.md -o asked.yaml", ["503", ""]);
    expect(shown).toContain("2 codes have no certain status.");
    expect(shown.indexOf("LATE (conflict")).toBeLessThan(shown.indexOf("BAD_SKU (not stated"));
    expect(shown).toContain("3 codes, 1 without a status.");
    const written = await readFile(join(folder, "asked.yaml"), "utf8");
    expect(written).toMatch(/LATE:\n.*\n {4}status: 503\n/);
    expect(written).toMatch(/BAD_SKU:\n.*\n {4}status: open/);
    const silent = await onTerminal("adopt asked.md -o silent.yaml --no-input", []);
    expect(silent).not.toContain("certain status");
    expect(await onTerminal("adopt - -o - < asked.md", [])).not.toContain("certain status");
  }, 60_000);
});
