import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChatServer, startChatServer } from "./chat-server.ts";

const messages = [{ role: "user", content: "Say hello." }] as const;

describe("the chat server", () => {
  let server: ChatServer;
  beforeAll(async () => {
    server = await startChatServer();
  });
  afterAll(() => server.stop());

  const published = (apiKey = server.key) => new OpenAI({ baseURL: server.url, apiKey, maxRetries: 0, timeout: 2_000 });
  const ask = (model = server.model, key?: string) =>
    published(key).chat.completions.create({ model, messages: [...messages] });

  it("answers the published client in its form", async () => {
    const answer = await ask();
    expect(answer.choices[0]).toMatchObject({
      message: { role: "assistant", content: "Hello." },
      finish_reason: "stop",
    });
    expect(answer).toMatchObject({ object: "chat.completion", model: server.model, usage: { total_tokens: 20 } });
    expect(await server.requests.at(-1)?.ended).toBe("answered");
  });

  it("answers a schema's JSON and an image's question as the published client asks them", async () => {
    server.next({ does: "answer", content: { colour: "red" } });
    const answer = await published().chat.completions.parse({
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
    expect(answer.choices[0]?.message.parsed).toEqual({ colour: "red" });
  });

  it("fails as the published client knows failures", async () => {
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
    await expect(published().chat.completions.create({ model: server.model, messages: [] })).rejects.toBeInstanceOf(
      OpenAI.BadRequestError,
    );
  });

  it("closes, cuts and stalls, and knows who ended it", async () => {
    server.next({ does: "hang_up" }, { does: "truncate" });
    for (let time = 0; time < 2; time += 1) {
      await expect(ask()).rejects.toThrow();
      expect(await server.requests.at(-1)?.ended).toBe("cut");
    }
    for (const does of ["stall_before_headers", "stall_in_body"] as const) {
      const before = server.requests.length;
      server.next({ does });
      const controller = new AbortController();
      const asked = published().chat.completions.create(
        { model: server.model, messages: [...messages] },
        { signal: controller.signal },
      );
      const refused = expect(asked).rejects.toThrow();
      await expect.poll(() => server.requests.length, { timeout: 5_000 }).toBe(before + 1);
      controller.abort();
      await refused;
      expect(await server.requests.at(-1)?.ended).toBe("cancelled");
    }
  });
});
