import { expect, it } from "vitest";
import { runReadme } from "../testing/run-readme.ts";

it("the commands of the README work as written, from top to bottom, and when they are repeated", async () => {
  await runReadme(new URL("README.md", import.meta.url), (stdout, _folder, run) => {
    expect(stdout).toContain('"extracted":{"dominant_colour":"blue","sharpness":');
    expect(stdout).toContain('"passed":true');
    expect(stdout).toContain(`"images":{"limit":10000,"used":${run},`);
    expect(stdout).toContain('{"detail":"Rule not found"}');
    expect(stdout).toContain('"message":"Invalid request parameters","field":"limit"}}');
    expect(stdout).toContain('{"error":{"code":"INVALID_API_KEY"');
    // The month of the small account is used up by the first run.
    expect(stdout.includes("HTTP/1.1 201 Created")).toBe(run === 1);
    expect(stdout).not.toContain("Image not found");
    expect(stdout).toContain("HTTP/1.1 429 Too Many Requests");
  });
}, 60_000);
