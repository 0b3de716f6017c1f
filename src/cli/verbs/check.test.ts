import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliRun, main, newFolder, runHere } from "../testing/index.ts";

const shop = `# The shop.
name: shop
version: 1.0.0
docsUrl: https://docs.shop.example/errors/
errors:
  HTTP_404:
    kind: not_found
    status: 400
    when: The order that the request names does not exist in this account.
    message: Order not found. # published
`;
const findings = `Errors (2)

  HTTP_404  code-with-status  FOLDER/shop.yaml:6:3
    6 |   HTTP_404:
    The name contains the status 404.
    Why: The status is sent already, and the code becomes wrong when it moves to another status.
    (google/aip-193)
    Fix: Name the cause instead.

  HTTP_404  status-of-kind  FOLDER/shop.yaml:8:13
    8 |     status: 400
    Status 400 does not agree with not_found, whose statuses are 404, 410.
    Why: Clients, proxies and caches treat an error by its status before they read the code. (RFC
    9110 section 15; Zalando rule 220; google/rpc/code.proto)
    Fix: Omit status to use the kind's. A published status stays; waive it.

shop 1.0.0: 1 code, 2 errors, 0 warnings.
`;

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const check = (...words: readonly string[]): Promise<CliRun> => runHere(["check", ...words], { FOLDER: folder });

describe("errata check", () => {
  it("prints each finding with its line, why it matters and how to fix it, and fails", async () => {
    expect(await check(await file("shop.yaml", shop))).toEqual({
      code: 1,
      stdout: findings,
      stderr: "errata: 2 findings to fix. Fix them, or accept them with --waivers and a reason.\n",
    });
  });

  it("finds members in JSON and in TypeScript", async () => {
    const json = JSON.stringify(
      { name: "shop", version: "1.0.0", errors: { HTTP_404: { kind: "not_found", when: "x", message: "y" } } },
      null,
      2,
    );
    const first = async (path: string): Promise<string | undefined> =>
      /code-with-status {2}(\S+)/.exec((await check(path, "--fail-on", "never")).stdout)?.[1];
    expect(await first(await file("shop.json", json))).toBe("FOLDER/shop.json:5:5");
    const module = `import { contract } from "errata";\n\nexport const shop = contract({\n  name: "shop",\n  version: "1.0.0",\n  errors: {\n    HTTP_404: { kind: "not_found", when: "x", message: "y" },\n  },\n});\n`;
    expect(await first(await file("shop.ts", module))).toBe("FOLDER/shop.ts:7:5");
  });

  it("--fix makes the changes that need no decision, and keeps comments", async () => {
    const path = await file("fixed.yaml", shop);
    const { stderr } = await check(path, "--fix", "--fail-on", "never");
    expect(stderr).toBe("errata: FOLDER/fixed.yaml was changed in 1 place. Check it again.\n");
    expect(await readFile(path, "utf8")).toBe(shop.replace("    status: 400\n", ""));
    const json = await file(
      "fixed.json",
      JSON.stringify(
        {
          name: "shop",
          version: "1.0.0",
          errors: { LATE: { kind: "not_found", status: 400, when: "x", message: "y" } },
        },
        null,
        "\t",
      ),
    );
    await check(json, "--fix", "--fail-on", "never");
    expect(await readFile(json, "utf8")).toContain('\t\t"LATE": {\n\t\t\t"kind": "not_found",\n\t\t\t"when": "x"');
  });

  it("checks several contracts together, and finds a code that they use for different errors", async () => {
    const other = await file(
      "store.yaml",
      shop.replace("name: shop", "name: store").replace("    status: 400\n", "    status: 410\n"),
    );
    const { stdout } = await check(await file("shop.yaml", shop), other, "--fail-on", "never");
    expect(stdout).toContain("shop HTTP_404  code-with-status");
    expect(stdout).toContain("HTTP_404 is not_found with status 410 in store, and not_found with status 400 in shop.");
  });

  it("accepts waived findings, and says which waivers cover nothing", async () => {
    const waivers = await file(
      "waivers.yaml",
      "- { rule: code-with-status, subject: HTTP_404, reason: Published. }\n- { rule: code-vague, reason: Published. }\n",
    );
    const { code, stdout, stderr } = await check(
      await file("shop.yaml", shop),
      "--waivers",
      waivers,
      "--severity",
      "status-of-kind=off",
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "errata: the waiver of code-vague covers nothing. Remove or renew it.\n",
    });
    expect(stdout).toContain("Waived: Published.");
    expect(stdout).toContain("shop 1.0.0: 1 code, 0 errors, 0 warnings, 1 waived.");
  });

  it("uses the rules of a module", async () => {
    const rules = await file(
      "rules.mjs",
      'export const own = { id: "own-rule", severity: "error", what: "A.", why: "B.", source: "us", fix: "C.", check: () => [{ text: "Always." }] };\n',
    );
    expect((await check(await file("shop.yaml", shop), "--rules", rules)).stdout).toContain("own-rule");
    expect((await check("shop.yaml", "--rules", await file("none.mjs", "export const a = 1;\n"))).stderr).toContain(
      "exports no rule",
    );
    expect((await check("shop.yaml", "--rules", join(folder, "missing.mjs"))).stderr).toContain("cannot be imported");
  });

  it("uses another preset and other severities", async () => {
    const path = await file("shop.yaml", shop);
    expect((await check(path, "--preset", "import")).code).toBe(0);
    expect((await check(path, "--preset", "import", "--fail-on", "warning")).code).toBe(1);
    expect((await check(path, "--severity", "code-with-status=note,status-of-kind=warning")).code).toBe(0);
  });

  it.each([
    [["--preset", "loose"], "expected a preset (recommended, strict, import"],
    [["--severity", "nope=off"], "--severity names no rule"],
    [["--severity", "code-vague=maybe"], "expected error, warning, note or off for code-vague"],
    [["--fail-on", "note"], "expected error, warning or never"],
    [["--format", "xml"], "expected one of text, json"],
    [[], "expected <contract|page...>, received nothing"],
  ])("rejects %j as invalid usage", async (flags, problem) => {
    const path = flags.length === 0 ? [] : [await file("shop.yaml", shop)];
    expect(await check(...path, ...flags)).toMatchObject({ code: 2, stderr: expect.stringContaining(problem) });
  });

  it("--against finds codes that a page lacks, and names that the contract lacks", async () => {
    const path = await file("shop.yaml", shop.replaceAll("HTTP_404", "ORDER_NOT_FOUND"));
    const page = await file("errors.md", "# Errors\n\n| code | meaning |\n|---|---|\n| `ORDER_GONE` | Deleted. |\n");
    const { code, stdout } = await check(path, "--against", page, "--severity", "status-of-kind=off");
    expect(code).toBe(1);
    expect(stdout).toContain("ORDER_NOT_FOUND  page-lacks-code");
    expect(stdout).toContain("ORDER_GONE  page-names-unknown-code");
    expect((await check(path, path, "--against", page)).code).toBe(2);
    expect((await check(path, "--against", join(folder, "gone.md"))).stderr).toContain("cannot be read (ENOENT)");
  });

  it("checks a page, and finds each finding in the row, column and file that it is about", async () => {
    const rows = "| HTTP_404 | 404 | No order. |\n| ORDER_GONE | | The order was deleted some time ago. |\n";
    const page = await file("errors.md", `# Errors\n\n| Code | Status | When |\n|---|---|---|\n${rows}`);
    const { code, stdout } = await check(page, "--format", "json");
    expect(code).toBe(0);
    const found = JSON.parse(stdout).findings.flatMap(({ rule, subject, severity, location }: Record<string, any>) =>
      location === undefined ? [] : [[rule, subject, severity, `${location.file}:${location.line}:${location.column}`]],
    );
    expect(found).toContainEqual(["status-open", "ORDER_GONE", "warning", "FOLDER/errors.md:6:3"]);
    expect(found).toContainEqual(["code-with-status", "HTTP_404", "warning", "FOLDER/errors.md:5:3"]);
    expect(found).toContainEqual(["when-short", "HTTP_404", "warning", "FOLDER/errors.md:5:20"]);
    expect((await check(page, "--preset", "recommended")).code).toBe(1);
    const empty = await file("empty.md", "# Hello\n");
    expect(await check(empty)).toMatchObject({ code: 1, stderr: expect.stringContaining("received none") });
  });

  it("checks an OpenAPI document, source code and a folder, with the position in each", async () => {
    const schema = { properties: { code: { enum: ["HTTP_404"] } } };
    const responses = { 404: { description: "d", content: { "application/json": { schema } } } };
    const paths = { "/orders": { get: { responses } } };
    const api = JSON.stringify({ openapi: "3.1.0", info: { title: "shop", version: "1" }, paths }, null, 1);
    const at = async (path: string): Promise<string | undefined> =>
      /code-with-status {2}(\S+)/.exec((await check(path)).stdout)?.[1];
    const line = api.split("\n").findIndex((one) => one.includes('"HTTP_404"')) + 1;
    expect(await at(await file("api.json", api))).toMatch(new RegExp(`^FOLDER/api.json:${line}:`));
    const go = 'package a\n\nvar err = newError("HTTP_404", 404, "No order has the id.")\n';
    expect(await at(await file("errors.go", go))).toBe("FOLDER/errors.go:3:11");
    await mkdir(join(folder, "docs"), { recursive: true });
    await file("docs/a.md", "# Errors\n\n| Code | Status |\n|---|---|\n| HTTP_404 | 404 |\n");
    expect(await at(join(folder, "docs"))).toBe("FOLDER/docs/a.md:5:3");
  });

  it("shows the part of a long line that a finding is about", async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `<tr><td>E_NUMBER_${index}<td>409<td>No unit is left.`);
    const html = `<h1>Errors</h1><table><tr><th>Code<th>Status<th>When${rows.join("")}<tr><td>HTTP_404<td>404<td>x</table>`;
    const { stdout } = await check(await file("errors.html", html));
    expect(stdout).toMatch(/HTTP_404 {2}code-with-status .*\n {4}1 \| ….{0,40}HTTP_404<td>404/);
  });

  it("--against finds other statuses, and names the line of the page", async () => {
    const path = await file("shop.yaml", shop.replaceAll("HTTP_404", "ORDER_NOT_FOUND").replace("400", "404"));
    const rows = "| `ORDER_NOT_FOUND` | 410 |\n| `ORDER_GONE` | 410 |\n";
    const page = await file("errors.md", `# Errors\n\n| code | status |\n|---|---|\n${rows}`);
    const { code, stdout } = await check(path, "--against", page);
    expect(code).toBe(1);
    expect(stdout).toContain("ORDER_NOT_FOUND  page-states-other-status  FOLDER/errors.md:5:3\n");
    expect(stdout).toContain("states 410, and the contract 404.");
    expect(stdout).toContain("ORDER_GONE  page-names-unknown-code  FOLDER/errors.md:6:3\n");
  });

  it("--against compares the errata.json of a running API", async () => {
    const text = shop.replaceAll("HTTP_404", "ORDER_NOT_FOUND").replace("400", "404");
    const path = await file("running.yaml", text);
    const json = (await runHere(["export", path])).stdout;
    const server = createServer((_, response) => response.end(json));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/errata.json`;
    try {
      expect(await check(path, "--against", url)).toMatchObject({ code: 0 });
      const changed = await file(
        "changed.yaml",
        text.replace("status: 404", "status: 410").replaceAll("ORDER_NOT_FOUND", "ORDER_LOST"),
      );
      expect((await check(changed, "--against", url)).stdout).toContain("ORDER_LOST  page-lacks-code");
    } finally {
      server.close();
    }
  });

  it("--links finds pages that are missing, and pages that do not name their code", async () => {
    const server = createServer(({ url }, response) =>
      url === "/HTTP_404" ? response.writeHead(404).end() : response.end("<html>SOLD_OUT, LENT</html>"),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const entry = "{ kind: conflict, when: No unit is left in any of the shops., message: No unit is left., ";
    const text = `${shop.replace(/docsUrl.*/, `docsUrl: ${base}`)}
  SOLD_OUT: ${entry} docsUrl: "${base}#sold" }
  GONE_AWAY: ${entry} docsUrl: "${base}other" }
`;
    try {
      const { code, stdout } = await check(await file("linked.yaml", text), "--links", "--format", "json");
      expect(code).toBe(1);
      const found = JSON.parse(stdout).findings.filter(({ rule }: { rule: string }) => rule.startsWith("docs-"));
      expect(found.map(({ rule, subject, severity }: Record<string, string>) => [rule, subject, severity])).toEqual([
        ["docs-unreachable", "HTTP_404", "error"],
        ["docs-fragment", "SOLD_OUT", "warning"],
        ["docs-without-code", "GONE_AWAY", "warning"],
      ]);
      expect(found[0].text).toContain("HTTP_404 returned 404.");
      expect(found[1].location).toMatchObject({ file: expect.stringContaining("linked.yaml") });
    } finally {
      server.close();
    }
  });

  it("writes positions for code hosts", async () => {
    const path = await file("shop.yaml", shop);
    expect((await check(path, "--format", "github")).stdout).toMatch(
      /^::error file=FOLDER\/shop.yaml,line=6,col=3,title=HTTP_404 code-with-status::/,
    );
    const sarif = JSON.parse((await check(path, "--format", "sarif")).stdout);
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.region).toEqual({ startLine: 6, startColumn: 3 });
  });

  it("--watch checks again when the file changes", async () => {
    const path = await file("watched.yaml", shop);
    const child = spawn(process.execPath, [...main, "check", path, "--watch"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.on("data", (chunk) => {
      printed += String(chunk);
    });
    const until = async (text: string): Promise<void> => {
      while (!printed.includes(text)) await once(child.stdout, "data");
    };
    try {
      await until("2 errors, 0 warnings.");
      await writeFile(path, shop.replaceAll("HTTP_404", "ORDER_NOT_FOUND").replace("    status: 400\n", ""));
      await until("0 errors, 0 warnings.");
    } finally {
      child.kill();
    }
  });
});
