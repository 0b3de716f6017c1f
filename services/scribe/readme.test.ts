import { expect, it } from "vitest";
import { runReadme } from "../testing/run-readme.ts";

it("the commands of the README work as written, from top to bottom, and when they are repeated", async () => {
  await runReadme(new URL("README.md", import.meta.url), (stdout) => {
    expect(stdout).toContain('"revision":1');
    expect(stdout).toContain('"subjective":"I have had a sore throat since Monday."');
    expect(stdout).toContain('"plan":"Take 400 mg ibuprofen three times a day."');
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect(stdout).toContain('"param":"idCountry"');
    expect(stdout).toContain('"message":"No session scribe found for the given consultation ID."');
  });
}, 60_000);
