import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliRun, cli, newFolder, root, runHere } from "../testing/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "before.yaml"));
  const text = await readFile(join(folder, "before.yaml"), "utf8");
  await writeFile(join(folder, "after.yaml"), text.replace("kind: not_found", "kind: not_found\n    status: 410"));
  await writeFile(
    join(folder, "major.yaml"),
    text.replace("kind: not_found", "kind: not_found\n    status: 410").replace("1.0.0", "2.0.0"),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const errata = (...words: readonly string[]): Promise<CliRun> => runHere(words, { FOLDER: folder });

const diff = (before: string, after: string, ...flags: readonly string[]): Promise<CliRun> =>
  errata("diff", join(folder, before), join(folder, after), ...flags);

async function waivers(text: string): Promise<string> {
  await writeFile(join(folder, "waivers.yaml"), text);
  return join(folder, "waivers.yaml");
}

describe("errata diff", () => {
  it("prints each change with why it matters and how to fix it, and fails because callers break", async () => {
    expect(await diff("before.yaml", "after.yaml")).toEqual({
      code: 1,
      stdout: `Breaking (2)

  BOOK_NOT_FOUND  status-changed
    The status changes from 404 to 410. Callers that decide by the status must handle 410.
    Why: Clients, proxies and monitors decide by the status before they read the code.
    Fix: Keep the published status, or publish the change in a new major version.

  shelf  version-too-low
    The version is 1.0.0, but the changes require 2.0.0 or later.
    Why: Callers decide by the version whether an update needs their attention (Semantic
    Versioning).
    Fix: Set version to 2.0.0.

shelf 1.0.0 to 1.0.0: 2 breaking, 0 risky, 0 safe. The changes need a new major version.
`,
      stderr: "errata: 2 breaking changes. Fix them, or accept them with --waivers and a reason.\n",
    });
  });

  it("finds nothing in a contract and its own JSON form", async () => {
    const json = await errata("export", join(folder, "before.yaml"));
    await writeFile(join(folder, "before.json"), json.stdout);
    const same = { code: 0, stdout: "shelf 1.0.0 to 1.0.0: no change.\n", stderr: "" };
    expect(await diff("before.yaml", "before.json")).toEqual(same);
  });

  it("accepts waived changes, and says which waivers cover nothing", async () => {
    const file = await waivers(
      "- { rule: status-changed, subject: BOOK_NOT_FOUND, reason: Nobody called it yet. }\n- { rule: detail-removed, reason: Old., expires: 2020-01-01 }\n",
    );
    const { code, stdout, stderr } = await diff("before.yaml", "after.yaml", "--waivers", file);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "errata: the waiver of detail-removed covers no change. Remove or renew it.\n",
    });
    expect(stdout).toContain("Waived: Nobody called it yet.");
    expect(stdout).toContain("0 breaking, 0 risky, 0 safe, 1 waived.");
  });

  it.each([
    ["no list", "rule: x", "expected a list of waivers"],
    ["a syntax error", "- [", "is neither YAML nor JSON"],
    [
      "an unknown rule",
      "- { rule: stauts-changed, reason: x }",
      'expected the name of a rule, received "stauts-changed".',
    ],
    ["no reason", "- { rule: status-changed }", "Add reason."],
    ["an empty reason", '- { rule: status-changed, reason: " " }', "Add reason."],
    ["an impossible date", "- { rule: status-changed, reason: x, expires: 2026-13-01 }", "expected a date YYYY-MM-DD"],
    ["an unknown member", "- { rule: status-changed, reason: x, untill: 2027-01-01 }", 'received "untill"'],
    [
      "a number as subject",
      "- { rule: status-changed, reason: x, subject: 7 }",
      "expected text as subject, received 7.",
    ],
  ])("rejects waivers with %s", async (_, text, problem) => {
    const { code, stderr } = await diff("before.yaml", "after.yaml", "--waivers", await waivers(text));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(problem) });
  });

  it("fails on risky changes only if it is asked to, and never if it is asked not to", async () => {
    expect((await diff("before.yaml", "major.yaml", "--treat", "status-changed=risky")).code).toBe(0);
    expect(
      (await diff("before.yaml", "major.yaml", "--treat", "status-changed=risky", "--fail-on", "risky")).code,
    ).toBe(1);
    expect((await diff("before.yaml", "after.yaml", "--fail-on", "never")).code).toBe(0);
    expect((await diff("before.yaml", "after.yaml", "--treat", "status-changed=off")).stdout).toContain("no change");
  });

  it.each([
    [["--fail-on", "sometimes"], "expected breaking, risky or never"],
    [["--treat", "status-changed"], "expected breaking, risky, safe or off for status-changed"],
    [["--treat", "nope=safe"], "--treat names no rule"],
    [["--format", "xml"], "expected one of text, json, markdown, github, junit, sarif"],
  ])("rejects %j as invalid usage", async (flags, problem) => {
    expect(await diff("before.yaml", "after.yaml", ...flags)).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(problem),
    });
  });

  it("writes JSON, Markdown, annotations for GitHub, JUnit and SARIF", async () => {
    const print = async (format: string): Promise<string> =>
      (await diff("before.yaml", "after.yaml", "--format", format)).stdout;
    expect(JSON.parse(await print("json")).findings[0]).toMatchObject({ rule: "status-changed", severity: "error" });
    expect(await print("markdown")).toContain(
      "### Breaking\n\n- `BOOK_NOT_FOUND`: The status changes from 404 to 410.",
    );
    expect(await print("github")).toMatch(/^::error title=BOOK_NOT_FOUND status-changed::The status changes/m);
    expect(await print("junit")).toContain('<testsuite name="errata diff" tests="2" failures="2">');
    expect(JSON.parse(await print("sarif")).runs[0].results[0]).toMatchObject({
      ruleId: "status-changed",
      level: "error",
    });
  });

  it("reads the older version from a revision", async () => {
    const git = (...words: readonly string[]): string =>
      execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...words], {
        cwd: folder,
        encoding: "utf8",
      });
    git("init", "-q");
    git("add", "before.yaml");
    git("commit", "-qm", "Add the contract");
    const { code, stdout } = await cli(["diff", "HEAD:before.yaml", "after.yaml"], folder);
    expect(code).toBe(1);
    expect(stdout).toContain("The status changes from 404 to 410.");
    const [short, unknown] = [
      await cli(["diff", "HEAD", "before.yaml"], folder),
      await cli(["diff", "no-branch", "before.yaml"], folder),
    ];
    expect(short).toMatchObject({ code: 0, stdout: "shelf 1.0.0 to 1.0.0: no change.\n" });
    expect(unknown.stderr).toContain("git cannot read no-branch:before.yaml");

    const gone = await cli(["diff", "HEAD:gone.yaml", "after.yaml"], folder);
    expect(gone.stderr).toContain("git cannot read HEAD:gone.yaml: fatal: path");
  });

  describe("with contracts in TypeScript", () => {
    let project: string;
    const git = (...words: readonly string[]): string =>
      execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...words], {
        cwd: project,
        encoding: "utf8",
      });
    const contractText =
      'import { contract } from "errata";\nimport { status } from "./status.ts";\n\nexport const shop = contract({\n  name: "shop",\n  version: "1.0.0",\n  errors: { ORDER_GONE: { kind: "not_found", status, when: "It was deleted.", message: "Gone." } },\n});\n';
    beforeAll(async () => {
      project = await newFolder();
      await mkdir(join(project, "node_modules"));
      await mkdir(join(project, "api"));
      for (const [name, target] of [
        ["errata", root],
        ["tsx", join(root, "node_modules", "tsx")],
      ] as const)
        await symlink(target, join(project, "node_modules", name), "junction");
      await writeFile(join(project, "package.json"), '{ "type": "module" }');
      await writeFile(join(project, ".gitignore"), "node_modules\n");
      await writeFile(join(project, "api", "contract.ts"), contractText);
      await writeFile(join(project, "api", "status.ts"), "export const status = 404;\n");
      git("init", "-q", "-b", "main");
      git("add", ".");
      git("commit", "-qm", "Add the contract");
      git("checkout", "-qb", "next");
      await writeFile(join(project, "api", "status.ts"), "export const status = 410;\n");
      git("commit", "-qam", "Change the status");
      await writeFile(join(project, "api", "status.ts"), "export const status: number = 999;\n");
    });
    afterAll(() => rm(project, { recursive: true }));

    it.each([
      [["main..HEAD", "api/contract.ts"]],
      [["main...next", "./api/contract.ts"]],
      [["main:api/contract.ts", "next:api/contract.ts"]],
    ])(
      "loads %j with the other modules of each revision",
      async (words) => {
        const before = (await readdir(tmpdir())).filter((name) => name.startsWith("errata-revision-"));
        const { code, stdout } = await cli(["diff", ...words], project);
        expect(stdout).toContain("The status changes from 404 to 410.");
        expect(code).toBe(1);
        expect(git("status", "--short")).toBe(" M api/status.ts\n");
        expect((await readdir(tmpdir())).filter((name) => name.startsWith("errata-revision-"))).toEqual(before);
      },
      60_000,
    );

    it("finds the contract of the current folder, and names the revision of a fault", async () => {
      const found = await cli(["diff", "main..next"], join(project, "api"));
      expect(found.stdout).toContain("The status changes from 404 to 410.");
      const none = await cli(["diff", "main..next"], project);
      expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("expected the file of the contract") });
      git("commit", "-qam", "Break the contract");
      const broken = await cli(["diff", "main..HEAD", "api/contract.ts"], project);
      expect(broken.code).toBe(1);
      expect(broken.stderr).toContain("HEAD:api/contract.ts");
      expect(broken.stderr).not.toContain("errata-revision-");
      await writeFile(join(project, "api", "contract.ts"), 'import "./none.ts";\nexport const shop = 1;\n');
      git("commit", "-qam", "Import what is missing");
      const failed = await cli(["diff", "main..HEAD", "api/contract.ts"], project);
      expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("HEAD:api/contract.ts") });
      expect(failed.stderr).not.toContain("errata-revision-");
    }, 60_000);
  });

  it.each([
    ["HEAD:contract.ts", 1, "git cannot read HEAD:contract.ts: the revision has no file "],
    ["nope:contract.ts", 1, "git cannot read nope:contract.ts: fatal: "],
    ["--output=x:gone.yaml", 2, "unknown option '--output'"],
  ])("rejects the revision %s", async (source, code, problem) => {
    const { code: received, stderr } = await errata("diff", source, "after.yaml");
    expect({ code: received, stderr }).toEqual({ code, stderr: expect.stringContaining(problem) });
  });

  it("--changelog adds the changes of a version, which the reference then shows", async () => {
    const file = join(folder, "changes.json");
    await writeFile(
      file,
      JSON.stringify([
        { version: "1.0.0", changes: [] },
        { version: "2.0.0", changes: [] },
      ]),
    );
    expect((await diff("before.yaml", "major.yaml", "--changelog", file)).code).toBe(1);
    const changes = JSON.parse(await readFile(file, "utf8"));
    expect(changes.map(({ version }: { version: string }) => version)).toEqual(["2.0.0", "1.0.0"]);
    const out = join(folder, "pages");
    const { code } = await errata("reference", join(folder, "major.yaml"), "--out", out, "--changes", file);
    expect(code).toBe(0);
    expect(await readFile(join(out, "guide", "changes.md"), "utf8")).toContain(
      "- breaking: `BOOK_NOT_FOUND`. The status changes from 404 to 410.",
    );
    await writeFile(file, "{}");
    expect((await diff("before.yaml", "major.yaml", "--changelog", file)).stderr).toContain(
      "expected a list of versions",
    );
  });
});
