import { CallError, type Client, client } from "errata/client";
import { traceHeaders } from "../tracing/index.ts";
import { type JsonFormat, parseCompletion, responseFormat } from "./completion.ts";
import { toProviderError } from "./provider-error.ts";

/** A model and its endpoint. */
export interface ProviderSettings {
  /** Base URL of the endpoint, without `/chat/completions`: `https://api.example.com/v1`. */
  readonly url: string;
  /** Sent as a Bearer token; empty to send none. */
  readonly key: string;
  readonly model: string;
  /** Time for one completion including its retries, in milliseconds, 1 to 2^31-1. @default 30_000 */
  readonly deadlineMs?: number;
  /** Maximum number of retries. A completion has no effect, so it is safe to repeat. @default 2 */
  readonly retries?: number;
  /** Maximum size of a response, in bytes. @default 1 MiB */
  readonly maxBytes?: number;
}

/** A piece of a message: text, or an image as a data URL such as `data:image/png;base64,…`. */
export type MessagePart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "image_url";
      readonly image_url: { readonly url: string; readonly detail?: "low" | "high" | "auto" };
    };

/** A message of a conversation, in the format of chat completion endpoints. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string | readonly MessagePart[];
}

/** A request for a completion. */
export interface CompletionRequest<Output> {
  readonly messages: readonly Message[];
  /** Format of the completion. @default text */
  readonly json?: JsonFormat<Output>;
  /** Aborts the request at once. */
  readonly signal?: AbortSignal;
  /** Time for this completion, in milliseconds. @default the settings' */
  readonly deadlineMs?: number;
  /** 0 to 2. Some models accept only their default. @default the endpoint's */
  readonly temperature?: number;
  /** Maximum length of the completion, in tokens. @default the endpoint's */
  readonly maxTokens?: number;
}

/** A model that completes conversations. */
export interface Provider {
  readonly model: string;
  /**
   * Requests a completion.
   *
   * @returns its text, or the output of the schema
   * @throws ProviderError; the signal's reason if the caller aborts
   */
  complete<Output = string>(request: CompletionRequest<Output>): Promise<Output>;
}

const MiB = 1 << 20;
/** Number of clients that are kept, one for each deadline. */
const maxClients = 16;

/** Opens a provider. It keeps a retry budget and the endpoint's rate limits, so open one for each key. */
export function openProvider(settings: ProviderSettings): Provider {
  const { model, deadlineMs: defaultDeadlineMs = 30_000 } = settings;
  const clients = new Map<number, Client<ChatApi>>();

  // A client has one deadline for all of its calls.
  function clientFor(deadlineMs: number): Client<ChatApi> {
    const chat = clients.get(deadlineMs) ?? chatClient(settings, deadlineMs);
    if (clients.size < maxClients) clients.set(deadlineMs, chat);
    return chat;
  }

  return {
    model,
    async complete<Output = string>(request: CompletionRequest<Output>): Promise<Output> {
      const { messages, json, signal, deadlineMs = defaultDeadlineMs, temperature, maxTokens } = request;
      signal?.throwIfAborted();
      const body = {
        model,
        messages,
        ...(temperature !== undefined && { temperature }),
        ...(maxTokens !== undefined && { max_tokens: maxTokens }),
        ...(json !== undefined && { response_format: responseFormat(json) }),
      };
      const input = { body, idempotent: true, ...(signal && { signal }) };
      const completion = await clientFor(deadlineMs)
        .call("POST /chat/completions", input)
        .catch((error: unknown) => {
          signal?.throwIfAborted();
          throw error instanceof CallError ? toProviderError(error) : error;
        });
      return await parseCompletion(completion, json);
    },
  };
}

interface ChatApi {
  readonly errors: Record<never, never>;
  readonly operations: { readonly "POST /chat/completions": never };
}

function chatClient({ url, key, retries = 2, maxBytes = MiB }: ProviderSettings, deadlineMs: number): Client<ChatApi> {
  return client<ChatApi>({
    baseUrl: url.replace(/\/+$/, ""),
    deadlineMs,
    retries,
    maxBytes,
    headers: { accept: "application/json", ...(key !== "" && { authorization: `Bearer ${key}` }) },
    // Prompts must not reach another host than the configured one.
    fetch(to, init) {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(traceHeaders())) headers.set(name, value);
      return fetch(to, { ...init, headers, redirect: "manual" });
    },
  });
}
