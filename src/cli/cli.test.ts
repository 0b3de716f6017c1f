import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliRun, cli, main, newFolder, root, runHere } from "./testing/index.ts";

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
const read = (name: string): Promise<string> => readFile(join(folder, name), "utf8");

/** A file of the folder, relative to the working directory of the tests. */
const at = (name: string): string => relative(process.cwd(), join(folder, name));

const errata = (...words: readonly string[]): Promise<CliRun> => runHere(words);

describe("errata", () => {
  it.each([["export"], ["generate", "client"]])("%s %s --help prints its flags and examples", async (...verb) => {
    for (const help of ["--help", "-h", "help"]) {
      const { code, stdout } = await errata(...verb.filter((word) => word !== undefined), help);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ {2}-o, --output <file> {2}the file to write/m);
      expect(stdout).toContain(`\nExamples\n  errata ${verb.filter(Boolean).join(" ")} `);
    }
  });

  it("--version prints the package's version", async () => {
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    expect(await errata("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each<[string, string[], string]>([
    [
      "a command of similar programs",
      ["lint"],
      'expected a command (init, adopt, check, diff, score, coverage, reference, openapi, export, generate client, explain, tail, mcp), received "lint". Did you mean errata check?',
    ],
    [
      "an unknown command",
      ["exprot"],
      'expected a command (init, adopt, check, diff, score, coverage, reference, openapi, export, generate client, explain, tail, mcp), received "exprot". Did you mean errata export?',
    ],
    [
      "half a command",
      ["generate"],
      'expected a command (init, adopt, check, diff, score, coverage, reference, openapi, export, generate client, explain, tail, mcp), received "generate". Run errata --help.',
    ],
    [
      "half a command and more",
      ["generate", "cleint"],
      'expected a command (init, adopt, check, diff, score, coverage, reference, openapi, export, generate client, explain, tail, mcp), received "generate cleint". Did you mean errata generate client?',
    ],
    [
      "an unknown flag",
      ["export", "contract.yaml", "--outptu", "x"],
      "unknown option '--outptu'. Did you mean --output?",
    ],
    ["a misspelt --help", ["export", "--hlep"], "unknown option '--hlep'. Did you mean --help?"],
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
    ["a check of nothing", ["export", "contract.yaml", "--check"], "--check compares a file. Name it with -o."],
    ["an empty file name", ["export", "contract.yaml", "-o", ""], 'expected a file after -o, received "".'],
  ])("exits with 2 and one line on standard error for %s", async (_, words, message) => {
    expect(await errata(...words)).toEqual({ code: 2, stdout: "", stderr: `errata: ${message}\n` });
  });

  it("runs as a program, in the folder and with the exit code of the command", async () => {
    expect((await cli(["exprot"], folder)).code).toBe(2);
    const exported = await cli(["export", "contract.yaml", "-o", "program/errata.json"], folder);
    expect(exported).toEqual({ code: 0, stdout: "", stderr: "Wrote program/errata.json.\n" });
  }, 60_000);
});

describe("errata export", () => {
  it("prints the contract as JSON with every default filled in", async () => {
    const { code, stdout, stderr } = await errata("export", at("contract.yaml"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      errata: 1,
      name: "shelf",
      errors: { BOOK_NOT_FOUND: { status: 404, retry: "never", grpc: "NOT_FOUND" } },
      operations: { "GET /books/{bookId}": ["BOOK_NOT_FOUND"] },
    });
    expect(stdout.endsWith("}\n")).toBe(true);
    expect((await errata("export", at("contract.yaml"), "-o", "-")).stdout).toBe(stdout);
  });

  it("prints the same JSON for the JSON that it wrote", async () => {
    const file = at("created/errata.json");
    expect(await errata("export", at("contract.yaml"), "-o", file)).toEqual({
      code: 0,
      stdout: "",
      stderr: `Wrote ${file}.\n`,
    });
    expect((await errata("export", file)).stdout).toBe(await read("created/errata.json"));
  });

  it("reads a contract from a module, and requires --export if it has several", async () => {
    const module = (names: string[]): string =>
      `import { contract } from "errata";\n${names.map((name) => `export const ${name} = contract({ name: "${name}", version: "1.0.0", errors: { X_Y: { kind: "conflict", when: "w", message: "m" } } });`).join("\n")}`;
    await writeFile(join(folder, "two.ts"), module(["one", "other"]));
    const ambiguous = await cli(["export", "two.ts"], folder);
    expect(ambiguous.code).toBe(1);
    expect(ambiguous.stderr).toContain("2 contracts among one, other");
    const { stdout } = await cli(["export", "two.ts", "--export", "other"], folder);
    expect(JSON.parse(stdout).name).toBe("other");
  }, 60_000);

  it("prints every fault of a broken contract with its file and line, and writes nothing", async () => {
    const { code, stdout, stderr } = await errata("export", at("broken.yaml"), "-o", at("never.json"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.split("\n")[0]).toBe(`errata: contract "${at("broken.yaml")}" has 3 faults:`);
    expect(stderr.match(/broken\.yaml:\d+:\d+(?=\)$)/gm)).toEqual([
      "broken.yaml:5:11",
      "broken.yaml:7:14",
      "broken.yaml:9:16",
    ]);
    expect(existsSync(join(folder, "never.json"))).toBe(false);
  });

  it.each<[string, string, string]>([
    ["is missing", "missing.yaml", "received ENOENT"],
    ["is a directory", "directory.json", "received EISDIR"],
    ["is of an unknown type", "contract.txt", "received .txt"],
  ])("exits with 1 and the reason when the contract %s", async (_, name, message) => {
    await mkdir(join(folder, "directory.json"), { recursive: true });
    const { code, stdout, stderr } = await errata("export", at(name));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});

describe("the file of -o", () => {
  it("is rejected when it is a directory, with a suggestion", async () => {
    await mkdir(join(folder, "out"), { recursive: true });
    expect(await errata("export", at("contract.yaml"), "-o", at("out"))).toEqual({
      code: 1,
      stdout: "",
      stderr: `errata: expected a file, received the directory ${at("out")}. Name a file in it: -o ${at("out/…")}\n`,
    });
  });

  it("is rejected when a part of its path is a file", async () => {
    const file = at("contract.yaml/errata.json");
    expect(await errata("export", at("contract.yaml"), "-o", file)).toEqual({
      code: 1,
      stdout: "",
      stderr: `errata: expected a file that can be read and written, received ${file} (ENOTDIR). Check its path and permissions.\n`,
    });
  });

  it("is not touched while it is up to date, and otherwise replaced atomically with its permissions and links", async () => {
    const [contract, file, link] = [at("contract.yaml"), at("errata.json"), at("link.json")];
    await errata("export", contract, "-o", file);
    await utimes(file, 1, 1);
    expect((await errata("export", contract, "-o", file)).stderr).toBe(`${file} is up to date.\n`);
    expect((await stat(file)).mtimeMs).toBe(1_000);
    await writeFile(file, "{}");
    await chmod(file, 0o640);
    await symlink("errata.json", link);
    expect((await errata("export", contract, "-o", link)).stderr).toBe(`Updated ${link}.\n`);
    expect(JSON.parse(await read("errata.json")).name).toBe("shelf");
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe("640");
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("is compared by --check: exit code 0 when up to date, 1 with the command to run when it is missing or differs", async () => {
    const [contract, file] = [at("contract.yaml"), at("checked.json")];
    const check = () => errata("export", contract, "--check", "-o", file);
    expect(await check()).toEqual({
      code: 1,
      stdout: "",
      stderr: `errata: ${file} does not exist. Run: errata export ${contract} -o ${file}\n`,
    });
    await errata("export", contract, "-o", file);
    expect(await check()).toEqual({ code: 0, stdout: "", stderr: `${file} is up to date.\n` });
    const text = await read("checked.json");
    await writeFile(file, text.replaceAll("\n", "\r\n"));
    expect((await check()).code).toBe(0);
    await writeFile(file, text.replace("404", "410"));
    expect((await check()).stderr).toBe(`errata: ${file} is out of date. Run: errata export ${contract} -o ${file}\n`);
    expect(await read("checked.json")).toBe(text.replace("404", "410"));
  });
});

describe.skipIf(!existsSync("/usr/bin/script"))("on a terminal (util-linux script)", () => {
  const onTerminal = (env: NodeJS.ProcessEnv): Promise<string> =>
    new Promise((resolve) => {
      const command = [process.execPath, ...main, "exprot"].join(" ");
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

  it("has colours, unless NO_COLOR is set or the terminal is dumb", async () => {
    expect(await onTerminal({})).toContain("\u001b[31merrata:\u001b[39m expected a command");
    expect(await onTerminal({ NO_COLOR: "1" })).toMatch(/^errata: expected a command/);
    expect(await onTerminal({ TERM: "dumb" })).toMatch(/^errata: expected a command/);
  }, 60_000);
});

describe("an envelope with a fault", () => {
  const contractWith = (envelope: string): string =>
    `name: shelf\nversion: 1.0.0\nenvelope: ${envelope}\nerrors:\n  GONE: { kind: not_found, when: w, message: m }\noperations: { "GET /x": [GONE] }\n`;
  const commands = [["export"], ["generate", "client"], ["openapi"], ["reference"]];

  it.each([
    [
      '{ code: "$kode" }',
      /ENVELOPE_VALUE_UNKNOWN: expected one of \$code, .*received "\$kode"\. Did you mean "\$code"\? \(\S+:3:\d+\)/,
    ],
    ['{ text: "$message" }', /ENVELOPE_WITHOUT_CODE: expected a template with \$code, .* \(\S+:3:1\)/],
    ['{ code: "$code:wrong" }', /ERRATA_ENVELOPE_FORMAT_UNKNOWN: .*\(envelope\.code\)/],
    ["flatt", /ERRATA_ENVELOPE_NAME_UNKNOWN: /],
  ])("%s is rejected by every command", async (envelope, message) => {
    await writeFile(join(folder, "envelope.yaml"), contractWith(envelope));
    for (const command of commands) {
      const { code, stdout, stderr } = await errata(
        ...command,
        at("envelope.yaml"),
        ...(command[0] === "reference" ? ["--out", at("site")] : []),
      );
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(message);
    }
  });
});
