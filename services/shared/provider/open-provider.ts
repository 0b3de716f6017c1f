import { CallError, type Client, client } from "errata/client";
import { answerFormat } from "./answer-format.ts";
import { faultOf } from "./fault-of.ts";
import type { JsonAnswer } from "./json-answer.ts";
import type { Message } from "./message.ts";
import { readAnswer } from "./read-answer.ts";

/** Which model answers, and where it is. */
export interface ProviderSettings {
  /** What stands before `/chat/completions`: `https://api.example.com/v1`. */
  readonly url: string;
  /** Sent as a Bearer token; empty to send none. */
  readonly key: string;
  readonly model: string;
  /** Time for one question with its retries, in milliseconds, 1 to 2^31-1. @default 30_000 */
  readonly deadlineMs?: number;
  /** Further requests after the first; a question has no effect, so it may be asked twice. @default 2 */
  readonly retries?: number;
  /** Longest answer, in bytes. @default 1 MiB */
  readonly maxBytes?: number;
}

/** One question. */
export interface Question<Output> {
  readonly messages: readonly Message[];
  /** What the answer is. @default text */
  readonly json?: JsonAnswer<Output>;
  /** Ends it at once, and the request with it. */
  readonly signal?: AbortSignal;
  /** Time for this question, in milliseconds. @default that of the settings */
  readonly deadlineMs?: number;
  /** 0 to 2; some models take only their own. @default the endpoint's */
  readonly temperature?: number;
  /** Longest answer, in tokens. @default the endpoint's */
  readonly maxTokens?: number;
}

/** A model that answers questions. */
export interface Provider {
  readonly model: string;
  /**
   * Asks, and gives the answer: text, or what the schema made of the JSON.
   *
   * @throws ProviderFault, or the signal's own reason where the caller gave up
   */
  complete<Output = string>(question: Question<Output>): Promise<Output>;
}

const MiB = 1 << 20;
/** How many different deadlines are kept apart. */
const maxClients = 16;

/** Opens a provider. It remembers what the endpoint refuses and what is left for retries: open one for each key. */
export function openProvider(settings: ProviderSettings): Provider {
  const { model, deadlineMs: usualMs = 30_000 } = settings;
  const clients = new Map<number, Client<ChatApi>>();

  // A client has one deadline, and what it knows of the endpoint is its own.
  function clientFor(deadlineMs: number): Client<ChatApi> {
    const made = clients.get(deadlineMs) ?? chatClient(settings, deadlineMs);
    if (clients.size < maxClients) clients.set(deadlineMs, made);
    return made;
  }

  return {
    model,
    async complete<Output = string>(question: Question<Output>): Promise<Output> {
      const { messages, json, signal, deadlineMs = usualMs, temperature, maxTokens } = question;
      signal?.throwIfAborted();
      const body = {
        model,
        messages,
        ...(temperature !== undefined && { temperature }),
        ...(maxTokens !== undefined && { max_tokens: maxTokens }),
        ...(json !== undefined && { response_format: answerFormat(json) }),
      };
      const given = { body, idempotent: true, ...(signal && { signal }) };
      const answer = await clientFor(deadlineMs)
        .call("POST /chat/completions", given)
        .catch((error: unknown) => {
          signal?.throwIfAborted();
          throw error instanceof CallError ? faultOf(error) : error;
        });
      return await readAnswer(answer, json);
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
    // What is asked goes to the address that was given, and nowhere else.
    fetch: (to, init) => fetch(to, { ...init, redirect: "manual" }),
  });
}
