import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChatServer, startChatServer } from "./chat-server.ts";

const messages = [{ role: "user", content: "Say hello." }] as const;

describe("the chat server, called by the OpenAI client", () => {
  let server: ChatServer;
  beforeAll(async () => {
    server = await startChatServer();
  });
  afterAll(() => server.stop());

  const openai = (apiKey = server.key) => new OpenAI({ baseURL: server.url, apiKey, maxRetries: 0, timeout: 2_000 });
  const ask = (model = server.model, key?: string) =>
    openai(key).chat.completions.create({ model, messages: [...messages] });

  it("returns a completion", async () => {
    const completion = await ask();
    expect(completion.choices[0]).toMatchObject({
      message: { role: "assistant", content: "Hello." },
      finish_reason: "stop",
    });
    expect(completion).toMatchObject({ object: "chat.completion", model: server.model, usage: { total_tokens: 20 } });
    expect(await server.requests.at(-1)?.ended).toBe("completed");
  });

  it("accepts a JSON schema and an image", async () => {
    server.next({ does: "answer", content: { colour: "red" } });
    const completion = await openai().chat.completions.parse({
      model: server.model,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Which colour?" },
            { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
          ],
        },
      ],
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "colour",
          strict: true,
          schema: { type: "object", properties: { colour: { type: "string" } } },
        },
      },
    });
    expect(completion.choices[0]?.message.parsed).toEqual({ colour: "red" });
  });

  it("returns errors that the client recognises", async () => {
    await expect(ask(server.model, "sk-wrong")).rejects.toMatchObject({
      ...{
        constructor: OpenAI.AuthenticationError,
        status: 401,
        code: "invalid_api_key",
        type: "invalid_request_error",
      },
    });
    await expect(ask("gpt-none")).rejects.toMatchObject({ constructor: OpenAI.NotFoundError, code: "model_not_found" });
    server.next(
      { does: "fail", status: 429, retryAfterSec: 3 },
      { does: "fail", status: 500 },
      { does: "fail", status: 503 },
    );
    const limited = await ask().catch((error) => error);
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError);
    expect(limited.headers.get("retry-after")).toBe("3");
    await expect(ask()).rejects.toBeInstanceOf(OpenAI.InternalServerError);
    await expect(ask()).rejects.toMatchObject({ status: 503 });
    await expect(openai().chat.completions.create({ model: server.model, messages: [] })).rejects.toBeInstanceOf(
      OpenAI.BadRequestError,
    );
  });

  it("closes and stalls connections, and reports which side ended them", async () => {
    server.next({ does: "hang_up" }, { does: "truncate" });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(ask()).rejects.toThrow();
      expect(await server.requests.at(-1)?.ended).toBe("cut");
    }
    for (const does of ["stall_before_headers", "stall_in_body"] as const) {
      const before = server.requests.length;
      server.next({ does });
      const controller = new AbortController();
      const completion = openai().chat.completions.create(
        { model: server.model, messages: [...messages] },
        { signal: controller.signal },
      );
      const rejected = expect(completion).rejects.toThrow();
      await expect.poll(() => server.requests.length, { timeout: 5_000 }).toBe(before + 1);
      controller.abort();
      await rejected;
      expect(await server.requests.at(-1)?.ended).toBe("cancelled");
    }
  });
});
