import { copyFile, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CliRun, cli, newFolder, root, runHere } from "../../testing/index.ts";

let folder: string;
let server: Server;
let url: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "contract.yaml"));
  const yaml = await readFile(join(folder, "contract.yaml"));
  server = createServer((request, response) => {
    if (request.url === "/contract") response.end(yaml);
    else if (request.url === "/docs/BOOK_NOT_FOUND" && request.headers.accept === "text/markdown")
      response.end("# BOOK_NOT_FOUND\n\u001b[31m");
    else if (request.url === "/endless") {
      const timer = setInterval(() => response.write(Buffer.alloc(2 ** 20)), 1);
      response.on("close", () => clearInterval(timer));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

const explain = (...words: readonly string[]): Promise<CliRun> =>
  runHere(["explain", ...words], { FOLDER: folder, URL: url });

it.each([
  ["a code", "BOOK_NOT_FOUND"],
  ["a body", '{"error":{"code":"BOOK_NOT_FOUND","message":"Book b_1 was not found."}}'],
  ["a header", "HTTP/1.1 404 Not Found\nErrata-Code: BOOK_NOT_FOUND\n"],
  ["a log line", "WARN code=BOOK_NOT_FOUND status=404"],
])("prints the page of the code in %s", async (_, text) => {
  const { code, stdout } = await explain(join(folder, "contract.yaml"), text);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# BOOK_NOT_FOUND\n/);
  expect(stdout).toContain("## What to do");
});

it("reads the page of a code at its address, without characters that control a terminal", async () => {
  const { code, stdout } = await explain(`${url}/docs/BOOK_NOT_FOUND`);
  expect([code, stdout]).toEqual([0, "# BOOK_NOT_FOUND\n[31m"]);
});

it("needs no contract in a folder that has one, or for a pasted response that links to its page", async () => {
  const empty = await newFolder();
  const type = `${url}/docs/BOOK_NOT_FOUND`;
  for (const [cwd, word, input] of [
    [folder, "BOOK_NOT_FOUND", ""],
    [folder, "-", '{"code":"BOOK_NOT_FOUND"}'],
    [empty, "-", JSON.stringify({ type, title: "Book not found" })],
    [empty, "-", `HTTP/1.1 404 Not Found\nlink: <${type}>; rel="help"\n`],
  ] as const) {
    const { code, stdout } = await cli(["explain", word], cwd, {}, input);
    expect([word, code, stdout.split("\n")[0]]).toEqual([word, 0, "# BOOK_NOT_FOUND"]);
  }
  const { code, stderr } = await cli(["explain", "BOOK_NOT_FOUND"], empty);
  expect([code, stderr]).toEqual([1, expect.stringContaining("expected a contract, because this folder has none of")]);
  await rm(empty, { recursive: true });
}, 60_000);

it("reads the contract from a URL", async () => {
  expect((await explain(`${url}/contract`, "BOOK_NOT_FOUND")).stdout).toMatch(/^# BOOK_NOT_FOUND\n/);
});

it.each([
  [
    "an unknown code",
    () => [join(folder, "contract.yaml"), "BOOK_GONE"],
    'shelf has no code in "BOOK_GONE". Similar codes: BOOK_NOT_FOUND.',
  ],
  ["a code within a longer word", () => [join(folder, "contract.yaml"), "XBOOK_NOT_FOUNDX"], "shelf has no code in"],
  ["a missing page", () => [`${url}/nothing`, "X"], "URL/nothing returned 404. Pass the address of an errata.json."],
  ["a server that is down", () => ["http://127.0.0.1:1/", "X"], "http://127.0.0.1:1/ cannot be read: "],
  ["a response without an end", () => [`${url}/endless`, "X"], "URL/endless is larger than 16 MiB."],
  [
    "two uses of standard input",
    () => ["-", "-"],
    "only one of the contract and the text can be read from standard input.",
  ],
])("exits with 1 and says why for %s", async (_, words, message) => {
  const { code, stderr } = await explain(...words());
  expect(code).toBe(1);
  expect(stderr).toContain(`errata: ${message}`);
});

it("reads the response, or the contract, from standard input", async () => {
  const file = join(folder, "contract.yaml");
  const explained = await cli(["explain", file, "-"], root, {}, '{"error":{"code":"BOOK_NOT_FOUND"}}');
  expect(explained.stdout).toMatch(/^# BOOK_NOT_FOUND\n/);
  const piped = await cli(["explain", "-", "BOOK_NOT_FOUND"], root, {}, await readFile(file, "utf8"));
  expect(piped.stdout).toMatch(/^# BOOK_NOT_FOUND\n/);
}, 60_000);
