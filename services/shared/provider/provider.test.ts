import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ChatBehaviour, type ChatServer, startChatServer } from "../../testing/chat-server.ts";
import { openProvider, type Provider, ProviderFault, type ProviderSettings, settingsFromEnvironment } from "./index.ts";

const messages = [{ role: "user", content: "CANARY-PROMPT says hello." }] as const;
const Colour = { name: "colour", schema: z.strictObject({ colour: z.enum(["red", "green"]) }) };

describe("a provider", () => {
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

  async function faultOf(asked: Promise<unknown>): Promise<ProviderFault> {
    const fault = await asked.then(
      (answer) => Promise.reject(new Error(`expected a fault, received ${JSON.stringify(answer)}`)),
      (error: unknown) => error,
    );
    if (!(fault instanceof ProviderFault)) throw fault;
    return fault;
  }

  it("gives text, and JSON that fits its schema, and tells the model the schema", async () => {
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

  it("takes images as data URLs", async () => {
    const url = "data:image/png;base64,iVBORw0KGgo=";
    const content = [
      { type: "text", text: "What is it?" },
      { type: "image_url", image_url: { url } },
    ] as const;
    expect(await provider().complete({ messages: [{ role: "user", content }] })).toBe("Hello.");
  });

  const half = '{"choices":[{"message":{"content":"CANARY-ANSWER';
  it.each<[string, ChatBehaviour, Partial<ProviderFault>]>([
    ["an error 500", { does: "fail", status: 500, message: "CANARY-ANSWER" }, { reason: "down", status: 500 }],
    ["an error 503", { does: "fail", status: 503 }, { reason: "down", status: 503 }],
    [
      "503 with Retry-After",
      { does: "fail", status: 503, retryAfterSec: 7 },
      { reason: "overloaded", retryAfterMs: 7_000 },
    ],
    [
      "429 with Retry-After",
      { does: "fail", status: 429, retryAfterSec: 7 },
      { reason: "overloaded", retryAfterMs: 7_000 },
    ],
    ["429", { does: "fail", status: 429 }, { reason: "overloaded", retryAfterMs: undefined }],
    [
      "an exhausted account",
      { does: "fail", status: 429, code: "insufficient_quota" },
      { reason: "refused", status: 429 },
    ],
    ["504", { does: "fail", status: 504 }, { reason: "slow" }],
    [
      "403",
      { does: "fail", status: 403, message: "CANARY-ANSWER", code: "CANARY-ANSWER" },
      { reason: "refused", status: 403 },
    ],
    ["HTML", { does: "send", body: "<html>CANARY-ANSWER</html>", mediaType: "text/html" }, { reason: "nonsense" }],
    ["half of a JSON", { does: "send", body: half }, { reason: "nonsense" }],
    ["JSON of another shape", { does: "send", body: '{"choices":[{"text":"CANARY-ANSWER"}]}' }, { reason: "nonsense" }],
    ["nothing", { does: "send", body: "" }, { reason: "nonsense" }],
    ["prose for JSON", { does: "answer", content: "CANARY-ANSWER" }, { reason: "nonsense" }],
    [
      "JSON that does not fit",
      { does: "answer", content: { "CANARY-ANSWER": "CANARY-ANSWER" } },
      { reason: "nonsense" },
    ],
    [
      "an answer that is cut",
      { does: "answer", content: { colour: "red" }, finishReason: "length" },
      { reason: "nonsense" },
    ],
    ["a filter", { does: "answer", content: "CANARY-ANSWER", finishReason: "content_filter" }, { reason: "refused" }],
    ["a body that breaks off", { does: "truncate" }, { reason: "down" }],
    ["a closed connection", { does: "hang_up" }, { reason: "down" }],
  ])("says what %s means, and nothing of what was asked, answered, or the key", async (_, behaviour, expected) => {
    server.next(behaviour);
    const fault = await faultOf(provider().complete({ messages, json: Colour }));
    expect(fault).toMatchObject(expected);
    const told = inspect(fault, { depth: 9, showHidden: true }) + JSON.stringify(fault) + fault.stack;
    expect(told).not.toContain("CANARY");
    expect(told).not.toContain(server.key);
  });

  it("says that a wrong key, an unknown model and an address without a server are refused and down", async () => {
    const wrong = await faultOf(provider({ key: "sk-CANARY-KEY" }).complete({ messages }));
    expect(wrong).toMatchObject({ reason: "refused", status: 401 });
    expect(inspect(wrong, { depth: 9, showHidden: true })).not.toContain("CANARY");
    expect(await faultOf(provider({ model: "other" }).complete({ messages }))).toMatchObject({
      reason: "refused",
      status: 404,
    });
    const gone = await startChatServer();
    await gone.stop();
    const fault = await faultOf(provider({ url: gone.url }).complete({ messages }));
    expect(fault).toMatchObject({
      reason: "down",
      status: 0,
      cause: { message: "client, CLIENT_UNAVAILABLE, ECONNREFUSED" },
    });
  });

  it.each(["stall_before_headers", "stall_in_body"] as const)(
    "ends a request that does %s at the deadline, upstream too",
    async (does) => {
      server.next({ does });
      const started = performance.now();
      const fault = await faultOf(provider().complete({ messages, deadlineMs: 150 }));
      expect(fault.reason).toBe("slow");
      expect(performance.now() - started).toBeLessThan(1_900);
      expect(await server.requests[0]?.ended).toBe("cancelled");
    },
  );

  it.each(["stall_before_headers", "stall_in_body"] as const)(
    "ends a request that does %s when the caller gives up, with the caller's reason",
    async (does) => {
      server.next({ does });
      const controller = new AbortController();
      const asked = provider().complete({ messages, signal: controller.signal });
      const reason = new Error("the patient left");
      const refused = expect(asked).rejects.toBe(reason);
      await expect.poll(() => server.requests.length, { timeout: 5_000 }).toBe(1);
      controller.abort(reason);
      await refused;
      expect(await server.requests[0]?.ended).toBe("cancelled");
      await expect(provider().complete({ messages, signal: controller.signal })).rejects.toBe(reason);
      expect(server.requests).toHaveLength(1);
    },
  );

  it("asks again after what passes, and not after what does not", async () => {
    server.next({ does: "fail", status: 500 }, { does: "hang_up" });
    expect(await provider({ retries: 2 }).complete({ messages })).toBe("Hello.");
    expect(server.requests).toHaveLength(3);
    const refused = await faultOf(provider({ retries: 2, model: "other" }).complete({ messages }));
    expect(refused.attempts).toBe(1);
  });

  it("gives up at once where the wait is longer than the deadline, and then asks nothing until it is over", async () => {
    const patient = provider({ retries: 2 });
    server.next({ does: "fail", status: 429, retryAfterSec: 9 });
    const started = performance.now();
    expect(await faultOf(patient.complete({ messages }))).toMatchObject({ reason: "overloaded", retryAfterMs: 9_000 });
    const again = await faultOf(patient.complete({ messages }));
    expect(again).toMatchObject({ reason: "overloaded", attempts: 0 });
    expect(again.retryAfterMs).toBeGreaterThan(8_000);
    expect(performance.now() - started).toBeLessThan(1_900);
    expect(server.requests).toHaveLength(1);
  });

  it("reads no more than the longest answer", async () => {
    server.next({ does: "answer", content: "x".repeat(5_000) });
    expect((await faultOf(provider({ maxBytes: 4_000 }).complete({ messages }))).reason).toBe("nonsense");
  });

  it("sends what is asked to no other address than its own", async () => {
    const other = await startChatServer();
    server.next({ does: "redirect", to: `${other.url}/chat/completions` });
    expect((await faultOf(provider().complete({ messages }))).reason).toBe("nonsense");
    expect([server.requests.length, other.requests.length]).toEqual([1, 0]);
    await other.stop();
  });

  it("is found in the environment, or said to be wrong there without its address", () => {
    expect(settingsFromEnvironment({})).toBeUndefined();
    const url = "https://x.example/v1";
    expect(settingsFromEnvironment({ ERRATA_PROVIDER_URL: url, ERRATA_PROVIDER_MODEL: "m" })).toEqual({
      url,
      model: "m",
      key: "",
    });
    expect(() => settingsFromEnvironment({ ERRATA_PROVIDER_URL: url })).toThrow(/ERRATA_PROVIDER_MODEL/);
    expect(() => settingsFromEnvironment({ ERRATA_PROVIDER_URL: "ftp://u:secret@x" })).toThrow(
      /ERRATA_PROVIDER_URL to be an address.*another text/,
    );
  });
});
