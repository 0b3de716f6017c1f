import { client, parseResponse, type Transport, withErrata } from "errata/client";
import { undiciFetch } from "errata/client/undici";
import "undici"; // loaded now, so that no call waits for it
import { afterEach, describe, expect, it } from "vitest";
import { type FaultServer, faultServer } from "./fault-server.ts";

const part = '{"error":{"code":"BROKEN","message":"It broke."}';

let server: FaultServer;
afterEach(() => server.close());

/** Starts a server that sends part of a body, and never ends it. Runs `onSent` once it is sent. */
async function sendPart(status: number, onSent?: () => void): Promise<void> {
  server = await faultServer();
  server.plan((response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.write(part, onSent);
  });
}

const transports: readonly [string, Transport | undefined][] = [
  ["the global fetch", undefined],
  ["undici", undiciFetch()],
];

describe.each(transports)("client on %s", (_, fetch) => {
  const options = { deadlineMs: 1_000, retries: 0, ...(fetch && { fetch }) };

  it.each([404, 500])(
    "returns the status %i and what has arrived of an error that does not end in time",
    async (status) => {
      await sendPart(status);
      const result = await client({ ...options, baseUrl: server.url }).try("GET /things");
      expect(result).toMatchObject({ ok: false, error: { status, code: `HTTP_${status}`, body: part, sent: true } });
    },
  );

  it("reports a success that does not end in time as a timeout", async () => {
    await sendPart(200);
    const result = await client({ ...options, baseUrl: server.url }).try("GET /things");
    expect(result).toMatchObject({ ok: false, error: { status: 0, code: "CLIENT_TIMEOUT" } });
  });

  it("reports a call that is aborted while an error arrives as cancelled", async () => {
    const controller = new AbortController();
    await sendPart(500, () => controller.abort());
    const { signal } = controller;
    const result = await client({ ...options, deadlineMs: 30_000, baseUrl: server.url }).try("GET /things", { signal });
    expect(result).toMatchObject({ ok: false, error: { status: 0, code: "CLIENT_CANCELLED" } });
  });
});

it("withErrata returns the status and what has arrived of an error that does not end in time; then its body fails", async () => {
  await sendPart(500);
  const response = await withErrata(fetch, { deadlineMs: 300, retries: 0 })(server.url);
  expect(response.status).toBe(500);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await parseResponse(response)).toMatchObject({ status: 500, code: "HTTP_500", body: part });
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(part);
  await expect(reader?.read()).rejects.toMatchObject({ code: "CLIENT_TIMEOUT" });
});
