import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run as runHere } from "./run.ts";
import { cli, newFolder, root } from "./testing/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "contract.yaml"));
  await writeFile(join(folder, "broken.yaml"), broken);
});
afterAll(() => rm(folder, { recursive: true }));

const broken = `name: shelf
version: 1.0.0
errors:
  BOOK_NOT_FOUND:
    kind: not_fund
    when: No book has the id.
    message: Book {bookId} was not found.
operations:
  GET /books: [BOOK_GONE]
`;
const run = (...words: string[]) => cli(words, folder);
const file = (name: string): Promise<string> => readFile(join(folder, name), "utf8");

describe("errata", () => {
  it("--help lists the commands and the exit codes on standard output", async () => {
    const { code, stdout, stderr } = await run("--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`Makes the failures of an HTTP API part of its contract.

Usage
  errata <command> [flags]

Commands
  export <contract.yaml|json|ts>           Writes a contract as errata.json: every fact explicit, details as JSON Schema, for any language.
  generate client <contract.yaml|json|ts>  Writes the TypeScript module that errata/client is given: the API's types, and its table of codes.

Flags
  -h, --help     what a command takes, with examples: errata export --help
  -v, --version  the version of errata

Exit codes
  0  done
  1  failed: a broken contract, a file that cannot be read or written, or one that --check finds out of date
  2  the command line was not understood
`);
  });

  it.each([["export"], ["generate", "client"]])("%s %s --help shows its flags and examples", async (...verb) => {
    for (const help of ["--help", "-h", "help"]) {
      const { code, stdout } = await run(...verb.filter((word) => word !== undefined), help);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ {2}-o, --output <file> {2}where to write/m);
      expect(stdout).toContain(`\nExamples\n  errata ${verb.filter(Boolean).join(" ")} `);
    }
  });

  it("--version prints the package's version", async () => {
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    expect(await run("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each<[string, string[], string]>([
    ["no command", [], "expected a command (export, generate client), received nothing. Run errata --help."],
    [
      "an unknown command",
      ["exprot"],
      'expected a command (export, generate client), received "exprot". Run errata --help.',
    ],
    [
      "half a command",
      ["generate"],
      'expected a command (export, generate client), received "generate". Run errata --help.',
    ],
    [
      "half a command and more",
      ["generate", "cleint"],
      'expected a command (export, generate client), received "generate cleint". Run errata --help.',
    ],
    [
      "an unknown flag",
      ["export", "contract.yaml", "--outptu", "x"],
      "unknown option '--outptu'. Run errata export --help.",
    ],
    [
      "a flag without its value",
      ["export", "contract.yaml", "-o"],
      "option '-o, --output <value>' argument missing. Run errata export --help.",
    ],
    [
      "a value for a flag that takes none",
      ["export", "contract.yaml", "--check=1"],
      "option '--check' does not take an argument. Run errata export --help.",
    ],
    ["no contract", ["export"], "expected <contract.yaml|json|ts>, received nothing. Run errata export --help."],
    [
      "two contracts",
      ["export", "contract.yaml", "b.yaml"],
      'expected nothing after contract.yaml, received "b.yaml". Run errata export --help.',
    ],
    ["a check of nothing", ["export", "contract.yaml", "--check"], "--check compares a file: name it with -o."],
    ["an empty file name", ["export", "contract.yaml", "-o", ""], 'expected a file after -o, received "".'],
  ])("answers 2 and one line for %s", async (_, words, message) => {
    const printed = { stdout: "", stderr: "" };
    const stream = (name: keyof typeof printed): Writable =>
      new Writable({
        write(chunk, _encoding, done) {
          printed[name] += chunk;
          done();
        },
      });
    const code = await runHere(words, { stdout: stream("stdout"), stderr: stream("stderr") });
    expect({ code, ...printed }).toEqual({ code: 2, stdout: "", stderr: `errata: ${message}\n` });
  });

  it("exits with what it answers", async () => {
    expect((await run("exprot")).code).toBe(2);
  });
});

describe("errata export", () => {
  it("prints the contract as JSON, every fact explicit", async () => {
    const { code, stdout, stderr } = await run("export", "contract.yaml");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      errata: 1,
      name: "shelf",
      errors: { BOOK_NOT_FOUND: { status: 404, retry: "never", grpc: "NOT_FOUND" } },
      operations: { "GET /books/{bookId}": ["BOOK_NOT_FOUND"] },
    });
    expect(stdout.endsWith("}\n")).toBe(true);
    expect((await run("export", "contract.yaml", "-o", "-")).stdout).toBe(stdout);
  });

  it("gives the same JSON again for the JSON that it wrote", async () => {
    expect(await run("export", "contract.yaml", "-o", "made/errata.json")).toEqual({
      code: 0,
      stdout: "",
      stderr: "Wrote made/errata.json.\n",
    });
    expect((await run("export", "made/errata.json")).stdout).toBe(await file("made/errata.json"));
  });

  it("takes a contract that is a module, and asks which where there are several", async () => {
    const module = (names: string[]): string =>
      `import { contract } from "errata";\n${names.map((name) => `export const ${name} = contract({ name: "${name}", version: "1.0.0", errors: { X_Y: { kind: "conflict", when: "w", message: "m" } } });`).join("\n")}`;
    await writeFile(join(folder, "two.ts"), module(["one", "other"]));
    const refused = await run("export", "two.ts");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("2 contracts among one, other");
    expect(JSON.parse((await run("export", "two.ts", "--export", "other")).stdout).name).toBe("other");
  });

  it("shows every fault of a broken contract with its file and line, and writes nothing", async () => {
    const { code, stdout, stderr } = await run("export", "broken.yaml", "-o", "never.json");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^errata: contract "broken.yaml" has 3 faults:\n/);
    expect(stderr.match(/\(broken\.yaml:\d+:\d+\)$/gm)).toEqual([
      "(broken.yaml:5:11)",
      "(broken.yaml:7:14)",
      "(broken.yaml:9:16)",
    ]);
    expect(existsSync(join(folder, "never.json"))).toBe(false);
  });

  it.each<[string, string, string]>([
    ["is missing", "missing.yaml", "received ENOENT"],
    ["is a directory", "made.json", "received EISDIR"],
    ["is of an unknown type", "contract.txt", "received .txt"],
  ])("says so when the contract %s", async (_, name, message) => {
    await mkdir(join(folder, "made.json"), { recursive: true });
    const { code, stdout, stderr } = await run("export", name);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});

describe("the file that -o names", () => {
  it("is refused when it is a directory, with a name to try", async () => {
    await mkdir(join(folder, "out"), { recursive: true });
    expect(await run("export", "contract.yaml", "-o", "out")).toEqual({
      code: 1,
      stdout: "",
      stderr: "errata: expected a file, received the directory out. Name a file in it: -o out/…\n",
    });
  });

  it("is refused when a part of its path is a file", async () => {
    const { code, stderr } = await run("export", "contract.yaml", "-o", "contract.yaml/errata.json");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "errata: expected a file that can be read and written, received contract.yaml/errata.json (ENOTDIR). Check its path and its rights.\n",
    });
  });

  it("is left alone while it is up to date, and replaced as a whole, rights and links kept, when it is not", async () => {
    await run("export", "contract.yaml", "-o", "errata.json");
    await utimes(join(folder, "errata.json"), 1, 1);
    expect((await run("export", "contract.yaml", "-o", "errata.json")).stderr).toBe("errata.json is up to date.\n");
    expect((await stat(join(folder, "errata.json"))).mtimeMs).toBe(1_000);
    await writeFile(join(folder, "errata.json"), "{}");
    await chmod(join(folder, "errata.json"), 0o640);
    await symlink("errata.json", join(folder, "link.json"));
    expect((await run("export", "contract.yaml", "-o", "link.json")).stderr).toBe("Updated link.json.\n");
    expect(JSON.parse(await file("errata.json")).name).toBe("shelf");
    expect(((await stat(join(folder, "errata.json"))).mode & 0o777).toString(8)).toBe("640");
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("is checked: 0 when up to date, 1 with the command to run when it is missing or differs", async () => {
    const check = () => run("export", "contract.yaml", "--check", "-o", "checked.json");
    expect(await check()).toEqual({
      code: 1,
      stdout: "",
      stderr: "errata: checked.json does not exist. Run: errata export contract.yaml -o checked.json\n",
    });
    await run("export", "contract.yaml", "-o", "checked.json");
    expect(await check()).toEqual({ code: 0, stdout: "", stderr: "checked.json is up to date.\n" });
    const text = await file("checked.json");
    await writeFile(join(folder, "checked.json"), text.replaceAll("\n", "\r\n"));
    expect((await check()).code).toBe(0);
    await writeFile(join(folder, "checked.json"), text.replace("404", "410"));
    expect((await check()).stderr).toBe(
      "errata: checked.json is out of date. Run: errata export contract.yaml -o checked.json\n",
    );
    expect(await file("checked.json")).toBe(text.replace("404", "410"));
  });
});

describe.skipIf(!existsSync("/usr/bin/script"))("on a terminal (util-linux script)", () => {
  const onTerminal = (env: NodeJS.ProcessEnv): Promise<string> =>
    new Promise((resolve) => {
      const words = ["--conditions=errata-source", "--import", "tsx", join(root, "src/cli/main.ts"), "exprot"];
      const command = [process.execPath, ...words].join(" ");
      execFile(
        "/usr/bin/script",
        ["-qec", command, "/dev/null"],
        {
          env: {
            ...process.env,
            CI: undefined,
            TERM: "xterm-256color",
            NO_COLOR: undefined,
            FORCE_COLOR: undefined,
            ...env,
          },
        },
        (_, stdout) => resolve(stdout),
      );
    });

  it("has colours, unless NO_COLOR or a dumb terminal asks for none", async () => {
    expect(await onTerminal({})).toContain("\u001b[31merrata:\u001b[39m expected a command");
    expect(await onTerminal({ NO_COLOR: "1" })).toMatch(/^errata: expected a command/);
    expect(await onTerminal({ TERM: "dumb" })).toMatch(/^errata: expected a command/);
  });
});
