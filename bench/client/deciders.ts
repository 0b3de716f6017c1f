import axios from "axios";
import axiosRetry from "axios-retry";
import { client } from "errata/client";
import { undiciFetch } from "errata/client/undici";
import got from "got";
import ky from "ky";
import { ofetch } from "ofetch";
import { Agent, RetryAgent, request } from "undici";

/** A call that every client can make. */
export interface BenchCall {
  readonly method: "GET" | "POST";
  readonly origin: string;
  readonly deadlineMs: number;
  /** Set only if the caller aborts: some clients ignore their own deadline if there is a signal. */
  readonly signal: AbortSignal | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** A client whose decisions are compared. Each call creates a new client without state. */
export interface Decider {
  readonly name: string;
  /** Returns the data, or throws. */
  readonly call: (call: BenchCall) => Promise<unknown>;
}

/** Every client with its own defaults, and with retries enabled as its documentation says. */
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
      const response = await fetch(`${origin}/things`, { method, signal: deadlineSignal(deadlineMs, signal), headers });
      if (!response.ok) throw Object.assign(new Error("rejected"), { status: response.status });
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
      const instance = axios.create({ timeout: deadlineMs });
      axiosRetry(instance, { retries: 2, retryDelay: axiosRetry.exponentialDelay });
      return (await instance.request({ url: `${origin}/things`, method, ...(signal && { signal }), headers })).data;
    },
  },
  {
    name: "RetryAgent",
    call: async ({ method, origin, deadlineMs, signal, headers }) => {
      const dispatcher = new RetryAgent(new Agent(), { maxRetries: 2 });
      const combined = deadlineSignal(deadlineMs, signal);
      const { statusCode, body } = await request(`${origin}/things`, { method, dispatcher, signal: combined, headers });
      if (statusCode >= 400) throw Object.assign(new Error("rejected"), { status: statusCode });
      return body.json();
    },
  },
];

/**
 * Creates a signal for clients without a deadline. Its timer keeps it alive: Node 20 may collect the signals of
 * AbortSignal.any and AbortSignal.timeout, and the client would then be blamed for hanging.
 */
function deadlineSignal(deadlineMs: number, signal: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException("The deadline passed", "TimeoutError")), deadlineMs).unref();
  signal?.addEventListener("abort", () => controller.abort(signal.reason));
  return controller.signal;
}
