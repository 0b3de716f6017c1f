import type { IncomingMessage } from "node:http";
import { z } from "zod";

/** What endpoints ask of a request, as far as this project uses it. Members beside these are taken. */
const Request = z.object({
  model: z.string(),
  messages: z
    .array(
      z.object({
        role: z.enum(["system", "user", "assistant"]),
        content: z.union([
          z.string(),
          z.array(
            z.discriminatedUnion("type", [
              z.object({ type: z.literal("text"), text: z.string() }),
              z.object({
                type: z.literal("image_url"),
                image_url: z.object({ url: z.string().regex(/^(https?:|data:image\/[\w.+-]+;base64,)/) }),
              }),
            ]),
          ),
        ]),
      }),
    )
    .min(1),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.number().int().min(1).optional(),
  response_format: z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("text") }),
      z.object({ type: z.literal("json_object") }),
      z.object({
        type: z.literal("json_schema"),
        json_schema: z.object({
          name: z.string().regex(/^[\w-]{1,64}$/),
          strict: z.boolean().optional(),
          schema: z.looseObject({ type: z.literal("object") }),
        }),
      }),
    ])
    .optional(),
});

/** What is said of a failure. */
interface ChatFault {
  readonly code?: string;
  readonly message?: string;
}

/** Finds what an endpoint would refuse in a request. */
export function faultIn(
  { method, url, headers }: IncomingMessage,
  body: unknown,
  key: string,
  model: string,
): (ChatFault & { readonly status: number }) | undefined {
  if (method !== "POST" || url !== "/v1/chat/completions") return { status: 404, message: "Unknown request URL." };
  if (headers.authorization !== `Bearer ${key}`)
    return { status: 401, code: "invalid_api_key", message: `Incorrect API key provided: ${headers.authorization}.` };
  if (!/^application\/json\b/.test(headers["content-type"] ?? "") || body === undefined)
    return { status: 400, message: "We could not parse the JSON body of your request." };
  const { success, data, error } = Request.safeParse(body);
  if (!success) return { status: 400, message: `Invalid request: ${JSON.stringify(error.issues)}` };
  if (data.model !== model)
    return { status: 404, code: "model_not_found", message: `The model ${data.model} does not exist.` };
  return undefined;
}

/** Writes a whole completion. */
export function completion(model: string, content: string, finishReason = "stop"): string {
  return JSON.stringify({
    id: "chatcmpl-5f2b",
    object: "chat.completion",
    created: 1_767_225_600,
    model,
    choices: [
      { index: 0, message: { role: "assistant", content, refusal: null }, logprobs: null, finish_reason: finishReason },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 },
  });
}

const types: Readonly<Record<number, string>> = { 401: "invalid_request_error", 429: "requests", 500: "server_error" };

/** Writes an error in the published form. */
export function errorBody(status: number, { code, message = "Something is wrong." }: ChatFault): string {
  const type = types[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
  return JSON.stringify({ error: { message, type, param: null, code: code ?? null } });
}
