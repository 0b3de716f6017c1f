import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { launch } from "../testing/launched.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

it("links an error in the console to its trace when an SDK of OpenTelemetry runs in the process", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-trace-"));
  const token = "0123456789abcdef0123456789abcdef";
  const launched = await launch(folder, {
    LOG_LEVEL: "fatal",
    NODE_OPTIONS: `--import ${new URL("../testing/telemetry.mjs", import.meta.url).href}`,
    ERRATA_OPERATOR_TOKEN: token,
    ERRATA_TRACE_URL: "https://traces.example.com/trace/{traceId}",
  });
  try {
    const [origin = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(launched.output()) ?? [];
    const traced = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const response = await fetch(`${origin}/vision/v1/images`, { headers: traced });
    expect(response.status).toBe(401);
    const page = `${origin}/console/requests/${response.headers.get("x-request-id")}`;
    const read = async () => (await fetch(page, { headers: { authorization: `Bearer ${token}` } })).text();
    await expect.poll(read).toContain(`href="https://traces.example.com/trace/${traceId}"`);
  } finally {
    await launched.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
}, 60_000);
