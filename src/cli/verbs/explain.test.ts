import { execFile } from "node:child_process";
import { copyFile, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CliRun, newFolder, root, runHere } from "../testing/index.ts";

let folder: string;
let server: Server;
let url: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "contract.yaml"));
  const yaml = await readFile(join(folder, "contract.yaml"));
  server = createServer((request, response) => {
    if (request.url === "/contract") response.end(yaml);
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
  const main = join(root, "src", "cli", "main.ts");
  const piped = (words: readonly string[], input: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const args = ["--conditions=errata-source", "--import", "tsx", main, "explain", ...words];
      const child = execFile(process.execPath, args, { cwd: root }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
      child.stdin?.end(input);
    });
  const file = join(folder, "contract.yaml");
  expect(await piped([file, "-"], '{"error":{"code":"BOOK_NOT_FOUND"}}')).toMatch(/^# BOOK_NOT_FOUND\n/);
  expect(await piped(["-", "BOOK_NOT_FOUND"], await readFile(file, "utf8"))).toMatch(/^# BOOK_NOT_FOUND\n/);
}, 60_000);
