import type { IncomingMessage } from "node:http";
import { z } from "zod";

/** The members of a request that this project uses. Others are ignored. */
const ChatRequest = z.object({
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

/** Details of an error. */
interface ChatError {
  readonly code?: string;
  readonly message?: string;
}

/** Returns the error that an endpoint sends for a request; undefined if the request is valid. */
export function errorOf(
  { method, url, headers }: IncomingMessage,
  body: unknown,
  key: string,
  model: string,
): (ChatError & { readonly status: number }) | undefined {
  if (method !== "POST" || url !== "/v1/chat/completions") return { status: 404, message: "Unknown request URL." };
  if (headers.authorization !== `Bearer ${key}`)
    return { status: 401, code: "invalid_api_key", message: `Incorrect API key provided: ${headers.authorization}.` };
  if (!/^application\/json\b/.test(headers["content-type"] ?? "") || body === undefined)
    return { status: 400, message: "We could not parse the JSON body of your request." };
  const { success, data, error } = ChatRequest.safeParse(body);
  if (!success) return { status: 400, message: `Invalid request: ${JSON.stringify(error.issues)}` };
  if (data.model !== model)
    return { status: 404, code: "model_not_found", message: `The model ${data.model} does not exist.` };
  return undefined;
}

/** Returns a completion as JSON. */
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

/** Returns an error as JSON, in the format of the published API. */
export function errorBody(status: number, { code, message = "An error occurred." }: ChatError): string {
  const type = types[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
  return JSON.stringify({ error: { message, type, param: null, code: code ?? null } });
}
