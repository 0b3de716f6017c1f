import axios from "axios";
import axiosRetry from "axios-retry";
import { client } from "errata/client";
import { undiciFetch } from "errata/client/undici";
import got from "got";
import ky from "ky";
import { ofetch } from "ofetch";
import { Agent, RetryAgent, request } from "undici";

/** One call, as every client can make it. */
export interface Asked {
  readonly method: "GET" | "POST";
  readonly origin: string;
  readonly deadlineMs: number;
  /** Only where the caller gives up: some clients forget their own deadline beside a signal. */
  readonly signal: AbortSignal | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** A client whose decisions are looked at: gives the data, or throws. Made anew for each call, so that none remembers. */
export interface Decider {
  readonly name: string;
  readonly call: (asked: Asked) => Promise<unknown>;
}

/** Each with its own defaults, and retries as its own guide switches them on. */
export const deciders: readonly Decider[] = [
  {
    name: "Errata",
    call: ({ method, origin, deadlineMs, signal, headers }) =>
      client({ baseUrl: origin, deadlineMs, headers }).call(`${method} /things`, { ...(signal && { signal }) }),
  },
  {
    name: "Errata, undici",
    call: ({ method, origin, deadlineMs, signal, headers }) =>
      client({ baseUrl: origin, deadlineMs, headers, fetch: undiciFetch() }).call(`${method} /things`, {
        ...(signal && { signal }),
      }),
  },
  {
    name: "fetch",
    call: async ({ method, origin, deadlineMs, signal, headers }) => {
      const response = await fetch(`${origin}/things`, { method, signal: endOf(deadlineMs, signal), headers });
      if (!response.ok) throw Object.assign(new Error("refused"), { status: response.status });
      return response.json();
    },
  },
  {
    name: "ky",
    call: ({ method, origin, deadlineMs, signal, headers }) =>
      ky(`${origin}/things`, { method, timeout: deadlineMs, ...(signal && { signal }), headers, retry: 2 }).json(),
  },
  {
    name: "got",
    call: ({ method, origin, deadlineMs, signal, headers }) =>
      got(`${origin}/things`, {
        method,
        timeout: { request: deadlineMs },
        ...(signal && { signal }),
        headers,
        retry: { limit: 2 },
      }).json(),
  },
  {
    name: "ofetch",
    call: ({ method, origin, deadlineMs, signal, headers }) =>
      ofetch(`${origin}/things`, {
        method,
        timeout: deadlineMs,
        ...(signal && { signal }),
        headers,
        retry: 2,
        retryDelay: 500,
      }),
  },
  {
    name: "axios-retry",
    call: async ({ method, origin, deadlineMs, signal, headers }) => {
      const made = axios.create({ timeout: deadlineMs });
      axiosRetry(made, { retries: 2, retryDelay: axiosRetry.exponentialDelay });
      return (await made.request({ url: `${origin}/things`, method, ...(signal && { signal }), headers })).data;
    },
  },
  {
    name: "RetryAgent",
    call: async ({ method, origin, deadlineMs, signal, headers }) => {
      const dispatcher = new RetryAgent(new Agent(), { maxRetries: 2 });
      const ends = endOf(deadlineMs, signal);
      const { statusCode, body } = await request(`${origin}/things`, { method, dispatcher, signal: ends, headers });
      if (statusCode >= 400) throw Object.assign(new Error("refused"), { status: statusCode });
      return body.json();
    },
  },
];

/**
 * Gives a signal for clients that have no deadline of their own. Held by its timer, because Node 20 may collect what
 * AbortSignal.any and AbortSignal.timeout give, and the peer would be blamed for hanging.
 */
function endOf(deadlineMs: number, signal: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("The deadline passed", "TimeoutError")), deadlineMs).unref();
  signal?.addEventListener("abort", () => controller.abort(signal.reason));
  return controller.signal;
}
