import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ChatBehaviour, type ChatServer, startChatServer } from "../../testing/chat-server.ts";
import { openProvider, type Provider, ProviderError, type ProviderSettings, settingsFromEnvironment } from "./index.ts";

const messages = [{ role: "user", content: "CANARY-PROMPT says hello." }] as const;
const Colour = { name: "colour", schema: z.strictObject({ colour: z.enum(["red", "green"]) }) };

describe("openProvider", () => {
  let server: ChatServer;
  beforeAll(async () => {
    server = await startChatServer();
  });
  afterEach(() => {
    server.requests.length = 0;
  });
  afterAll(() => server.stop());

  const provider = (settings: Partial<ProviderSettings> = {}): Provider =>
    openProvider({ url: server.url, key: server.key, model: server.model, retries: 0, deadlineMs: 2_000, ...settings });

  async function errorOf(completion: Promise<unknown>): Promise<ProviderError> {
    const error = await completion.then(
      (output) => Promise.reject(new Error(`expected an error, received ${JSON.stringify(output)}`)),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ProviderError)) throw error;
    return error;
  }

  it("returns text, or JSON that matches the schema, and sends the schema to the model", async () => {
    expect(await provider().complete({ messages })).toBe("Hello.");
    for (const content of [{ colour: "red" }, '```json\n{"colour":"red"}\n```']) {
      server.next({ does: "answer", content });
      const { colour } = await provider().complete({ messages, json: Colour });
      expect(colour).toBe("red");
    }
    expect(server.requests.at(-1)?.body).toEqual({
      model: "test-model",
      messages,
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "colour",
          strict: true,
          schema: {
            type: "object",
            properties: { colour: { type: "string", enum: ["red", "green"] } },
            required: ["colour"],
            additionalProperties: false,
          },
        },
      },
    });
  });

  it("sends images as data URLs", async () => {
    const url = "data:image/png;base64,iVBORw0KGgo=";
    const content = [
      { type: "text", text: "What is it?" },
      { type: "image_url", image_url: { url } },
    ] as const;
    expect(await provider().complete({ messages: [{ role: "user", content }] })).toBe("Hello.");
  });

  const half = '{"choices":[{"message":{"content":"CANARY-ANSWER';
  it.each<[string, ChatBehaviour, Partial<ProviderError>]>([
    ["status 500", { does: "fail", status: 500, message: "CANARY-ANSWER" }, { reason: "unavailable", status: 500 }],
    ["status 503", { does: "fail", status: 503 }, { reason: "unavailable", status: 503 }],
    [
      "status 503 with Retry-After",
      { does: "fail", status: 503, retryAfterSec: 7 },
      { reason: "overloaded", retryAfterMs: 7_000 },
    ],
    [
      "status 429 with Retry-After",
      { does: "fail", status: 429, retryAfterSec: 7 },
      { reason: "overloaded", retryAfterMs: 7_000 },
    ],
    ["status 429", { does: "fail", status: 429 }, { reason: "overloaded", retryAfterMs: undefined }],
    [
      "an exhausted account",
      { does: "fail", status: 429, code: "insufficient_quota" },
      { reason: "rejected", status: 429 },
    ],
    ["status 504", { does: "fail", status: 504 }, { reason: "timeout" }],
    [
      "status 403",
      { does: "fail", status: 403, message: "CANARY-ANSWER", code: "CANARY-ANSWER" },
      { reason: "rejected", status: 403 },
    ],
    [
      "an HTML body",
      { does: "send", body: "<html>CANARY-ANSWER</html>", mediaType: "text/html" },
      { reason: "invalid_response" },
    ],
    ["a truncated JSON body", { does: "send", body: half }, { reason: "invalid_response" }],
    [
      "a body without choices",
      { does: "send", body: '{"choices":[{"text":"CANARY-ANSWER"}]}' },
      { reason: "invalid_response" },
    ],
    ["an empty body", { does: "send", body: "" }, { reason: "invalid_response" }],
    ["text instead of JSON", { does: "answer", content: "CANARY-ANSWER" }, { reason: "invalid_response" }],
    [
      "JSON that does not match the schema",
      { does: "answer", content: { "CANARY-ANSWER": "CANARY-ANSWER" } },
      { reason: "invalid_response" },
    ],
    [
      "a completion cut off at the token limit",
      { does: "answer", content: { colour: "red" }, finishReason: "length" },
      { reason: "invalid_response" },
    ],
    [
      "a content filter",
      { does: "answer", content: "CANARY-ANSWER", finishReason: "content_filter" },
      { reason: "rejected" },
    ],
    ["a connection that closes in the body", { does: "truncate" }, { reason: "unavailable" }],
    ["a connection that closes before the response", { does: "hang_up" }, { reason: "unavailable" }],
  ])(
    "reports the reason of %s, without any text of the prompt, the response or the key",
    async (_, behaviour, expected) => {
      server.next(behaviour);
      const error = await errorOf(provider().complete({ messages, json: Colour }));
      expect(error).toMatchObject(expected);
      const text = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error) + error.stack;
      expect(text).not.toContain("CANARY");
      expect(text).not.toContain(server.key);
    },
  );

  it("reports a wrong key and an unknown model as rejected, and an address without a server as unavailable", async () => {
    const wrong = await errorOf(provider({ key: "sk-CANARY-KEY" }).complete({ messages }));
    expect(wrong).toMatchObject({ reason: "rejected", status: 401 });
    expect(inspect(wrong, { depth: 9, showHidden: true })).not.toContain("CANARY");
    expect(await errorOf(provider({ model: "other" }).complete({ messages }))).toMatchObject({
      reason: "rejected",
      status: 404,
    });
    const gone = await startChatServer();
    await gone.stop();
    const error = await errorOf(provider({ url: gone.url }).complete({ messages }));
    expect(error).toMatchObject({
      reason: "unavailable",
      status: 0,
      cause: { message: "client, CLIENT_UNAVAILABLE, ECONNREFUSED" },
    });
  });

  it.each(["stall_before_headers", "stall_in_body"] as const)(
    "times out at the deadline and cancels the request when the server does %s",
    async (does) => {
      server.next({ does });
      const started = performance.now();
      const error = await errorOf(provider().complete({ messages, deadlineMs: 150 }));
      expect(error.reason).toBe("timeout");
      expect(performance.now() - started).toBeLessThan(1_900);
      expect(await server.requests[0]?.ended).toBe("cancelled");
    },
  );

  it.each(["stall_before_headers", "stall_in_body"] as const)(
    "throws the caller's reason and cancels the request when the caller aborts while the server does %s",
    async (does) => {
      server.next({ does });
      const controller = new AbortController();
      const completion = provider().complete({ messages, signal: controller.signal });
      const reason = new Error("the patient left");
      const rejected = expect(completion).rejects.toBe(reason);
      await expect.poll(() => server.requests.length, { timeout: 5_000 }).toBe(1);
      controller.abort(reason);
      await rejected;
      expect(await server.requests[0]?.ended).toBe("cancelled");
      await expect(provider().complete({ messages, signal: controller.signal })).rejects.toBe(reason);
      expect(server.requests).toHaveLength(1);
    },
  );

  it("retries temporary failures only", async () => {
    server.next({ does: "fail", status: 500 }, { does: "hang_up" });
    expect(await provider({ retries: 2 }).complete({ messages })).toBe("Hello.");
    expect(server.requests).toHaveLength(3);
    const rejected = await errorOf(provider({ retries: 2, model: "other" }).complete({ messages }));
    expect(rejected.attempts).toBe(1);
  });

  it("fails at once when Retry-After exceeds the deadline, and sends no request until it has passed", async () => {
    const patient = provider({ retries: 2 });
    server.next({ does: "fail", status: 429, retryAfterSec: 9 });
    const started = performance.now();
    expect(await errorOf(patient.complete({ messages }))).toMatchObject({ reason: "overloaded", retryAfterMs: 9_000 });
    const again = await errorOf(patient.complete({ messages }));
    expect(again).toMatchObject({ reason: "overloaded", attempts: 0 });
    expect(again.retryAfterMs).toBeGreaterThan(8_000);
    expect(performance.now() - started).toBeLessThan(1_900);
    expect(server.requests).toHaveLength(1);
  });

  it("rejects a response above maxBytes", async () => {
    server.next({ does: "answer", content: "x".repeat(5_000) });
    expect((await errorOf(provider({ maxBytes: 4_000 }).complete({ messages }))).reason).toBe("invalid_response");
  });

  it("does not follow a redirect to another host", async () => {
    const other = await startChatServer();
    server.next({ does: "redirect", to: `${other.url}/chat/completions` });
    expect((await errorOf(provider().complete({ messages }))).reason).toBe("invalid_response");
    expect([server.requests.length, other.requests.length]).toEqual([1, 0]);
    await other.stop();
  });
});

describe("settingsFromEnvironment", () => {
  const url = "https://x.example/v1";

  it("returns undefined without a URL", () => {
    expect(settingsFromEnvironment({})).toBeUndefined();
  });

  it("reads the URL, the model and the key, which may be missing", () => {
    const environment = { ERRATA_PROVIDER_URL: url, ERRATA_PROVIDER_MODEL: "m" };
    expect(settingsFromEnvironment(environment)).toEqual({ url, model: "m", key: "" });
  });

  it("names the variable that is missing or invalid, without quoting the URL", () => {
    expect(() => settingsFromEnvironment({ ERRATA_PROVIDER_URL: url })).toThrow(/ERRATA_PROVIDER_MODEL/);
    const throwing = () => settingsFromEnvironment({ ERRATA_PROVIDER_URL: "ftp://u:secret@x" });
    expect(throwing).toThrow(/ERRATA_PROVIDER_URL to be an http or https URL/);
    expect(throwing).not.toThrow(/secret/);
  });
});
