import { expect, it } from "vitest";
import { runReadme } from "../testing/run-readme.ts";

it("the commands of the README work as written, from top to bottom", async () => {
  await runReadme(new URL("README.md", import.meta.url), (stdout) => {
    expect(stdout).toContain('"extracted":{"dominant_colour":"blue","sharpness":');
    expect(stdout).toContain('"passed":true');
    expect(stdout).toContain('"images":{"limit":10000,"used":1,');
    expect(stdout).toContain('{"detail":"Rule not found"}');
    expect(stdout).toContain('"message":"Invalid request parameters","field":"limit"}}');
    expect(stdout).toContain('{"error":{"code":"INVALID_API_KEY"');
    expect(stdout).toContain("HTTP/1.1 201 Created");
    expect(stdout).toContain("HTTP/1.1 429 Too Many Requests");
  });
}, 60_000);
