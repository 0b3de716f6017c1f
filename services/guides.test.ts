import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Launched, launch } from "./testing/launched.ts";
import { python, type SampleRunner, startSampleRunner } from "./testing/samples/sample-runner.ts";

/** A program in a guide, and what it prints. */
interface Program {
  readonly api: string;
  readonly title: string;
  readonly account: string;
  readonly language: "ts" | "py" | "sh";
  readonly code: string;
  readonly expected: string;
}

const apis = ["imaging", "pdf", "vision", "orders", "scribe"];
const programs = apis.flatMap(programsOf);

let folder: string;
let launched: Launched;
let runner: SampleRunner;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-guides-"));
  launched = await launch(folder);
  runner = await startSampleRunner();
  for (const api of ["pdf", "vision"]) await runner.generateClient(api, `${launched.demo.url}/docs/${api}/errata.json`);
}, 120_000);
afterAll(async () => {
  await runner.end();
  await launched.end("SIGKILL");
  await rm(folder, { recursive: true });
});

describe.skipIf(python === undefined)("the programs in the guides of the APIs (python3 with requests)", () => {
  it.each(programs)("$api: $title prints what the guide shows", async ({ api, account, language, code, expected }) => {
    const { url, credentials } = launched.demo.apis[api]!;
    const environment = { [`${api.toUpperCase()}_KEY`]: credentials[account]! };
    const sample = { label: "curl", language, code: code.replaceAll("{{url}}", url) } as const;
    const printed = await runner.run(sample, environment);
    if (language === "sh") expect(JSON.parse(printed)).toEqual(JSON.parse(expected));
    else expect(printed.trim()).toBe(expected);
  });

  it.each([
    ["a 429 with Retry-After", "GET", [limited(429, { "Retry-After": "1" })], 2],
    ["a 503", "POST", [limited(503, { "Errata-Code": "VLM_PROVIDER_ERROR" })], 2],
    ["a 500", "GET", [limited(500, { "Errata-Code": "INTERNAL_ERROR" })], 2],
    ["a 500", "POST", [limited(500, { "Errata-Code": "INTERNAL_ERROR" })], 2],
    ["REQUEST_IN_PROGRESS", "POST", [limited(409, { "Errata-Code": "REQUEST_IN_PROGRESS", "Retry-After": "1" })], 2],
    ["IDEMPOTENCY_KEY_REUSED", "POST", [limited(409, { "Errata-Code": "IDEMPOTENCY_KEY_REUSED" })], 1],
    ["the monthly limit", "POST", [limited(429, { "Errata-Code": "USAGE_LIMIT_EXCEEDED" })], 1],
    ["an error that forbids a retry", "GET", [limited(503, { "x-should-retry": "false" })], 1],
    ["a page of a proxy", "POST", [limited(502, { "Content-Type": "text/html" })], 2],
  ] as const)(
    "vision: after %s of a %s, the Python program sends the number of requests that the guide says",
    async (_, method, replies, count) => {
      const { code } = programs.find(({ api, language }) => api === "vision" && language === "py")!;
      const keys: unknown[] = [];
      const { url, close } = await serve((request, response) => {
        const reply = replies[keys.length];
        keys.push(request.headers["idempotency-key"]);
        if (reply === undefined) response.writeHead(200).end("{}");
        else reply(request, response);
      });
      const library = code.replaceAll("{{url}}", url).split("\nprint(call(")[0]!;
      const calls = `${library}\ntry:\n    print(call("${method}", "/").status_code)\nexcept ApiError as error:\n    print("ApiError", error.status, error)\n`;
      const printed = await runner.run({ label: "Python", language: "py", code: calls }, { VISION_KEY: "x" });
      close();
      expect(new Set(keys)).toEqual(
        new Set([method === "POST" ? expect.stringMatching(/^[0-9a-f-]{36}$/) : undefined]),
      );
      expect([keys.length, printed.trim()]).toEqual([
        count,
        count === 2 ? "200" : expect.stringMatching(/^ApiError \d+ /),
      ]);
    },
  );
});

it("every code of a published section is in the contract's index", () => {
  for (const api of ["orders", "vision"]) {
    const groups = JSON.parse(readFileSync(join(import.meta.dirname, api, "guides/groups.json"), "utf8"));
    for (const code of Object.values(groups).flat())
      expect(existsSync(join(import.meta.dirname, api, "codes", `${code}.http.json`)), `${code}`).toBe(true);
  }
});

function limited(status: number, headers: Record<string, string>): RequestListener {
  return (_, response) => {
    const isPage = headers["Content-Type"] === "text/html";
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(isPage ? "<h1>Bad gateway</h1>" : '{"detail":"Failed"}');
  };
}

async function serve(listener: RequestListener): Promise<{ url: string; close: () => void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** Returns the programs after `<!-- run account -->`, each with the block that follows it. */
function programsOf(api: string): Program[] {
  const guides = join(import.meta.dirname, api, "guides");
  if (!existsSync(guides)) return [];
  const pattern = /<!-- run (\w+) -->\n```(ts|py|sh)\n([\s\S]*?)\n```\n+```(?:text|json)\n([\s\S]*?)\n```/g;
  return readdirSync(guides)
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => {
      const markdown = readFileSync(join(guides, file), "utf8");
      return [...markdown.matchAll(pattern)].map(([, account = "", language, code = "", expected = ""], index) => ({
        api,
        title: `${file} program ${index + 1} (${language})`,
        account,
        language: language as Program["language"],
        code,
        expected,
      }));
    });
}
