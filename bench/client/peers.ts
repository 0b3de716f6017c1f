import { Agent as HttpAgent } from "node:http";
import axios from "axios";
import axiosRetry from "axios-retry";
import got from "got";
import ky from "ky";
import { ofetch } from "ofetch";
import { Agent, RetryAgent, request } from "undici";

/** A client to compare. */
export interface Peer {
  readonly name: string;
  /** Clients are compared with others on the same transport. */
  readonly transport: "fetch" | "undici" | "node:http";
  /** Sends a GET request and returns the data, or throws. */
  readonly get: (url: string) => Promise<unknown>;
}

const deadlineMs = 10_000;

/** Plain fetch with a deadline that covers the body. */
export const plainFetch: Peer = {
  name: "fetch + deadline",
  transport: "fetch",
  async get(url) {
    const response = await fetch(url, { signal: AbortSignal.timeout(deadlineMs) });
    const text = await response.text();
    if (!response.ok) throw new Error(`status ${response.status}`);
    return JSON.parse(text) as unknown;
  },
};

const agent = new Agent({ keepAliveTimeout: 60_000 });
const retryAgent = new RetryAgent(new Agent({ keepAliveTimeout: 60_000 }), { throwOnError: false } as object);

/** undici's request with a deadline. */
export const plainUndici: Peer = undiciPeer("undici.request + deadline", agent);

const keepAlive = new HttpAgent({ keepAlive: true });
const plainAxios = axios.create({ httpAgent: keepAlive, timeout: deadlineMs });
const retryingAxios = axios.create({ httpAgent: keepAlive, timeout: deadlineMs });
axiosRetry(retryingAxios, { retries: 2 });
const gotClient = got.extend({ agent: { http: keepAlive }, timeout: { request: deadlineMs }, responseType: "json" });

/** Popular clients, set up as their documentation says. */
export const peers: readonly Peer[] = [
  { name: "ky", transport: "fetch", get: (url) => ky.get(url, { timeout: deadlineMs }).json() },
  { name: "ofetch", transport: "fetch", get: (url) => ofetch(url, { timeout: deadlineMs }) },
  { name: "axios", transport: "node:http", get: async (url) => (await plainAxios.get(url)).data },
  { name: "axios + axios-retry", transport: "node:http", get: async (url) => (await retryingAxios.get(url)).data },
  { name: "got", transport: "node:http", get: async (url) => (await gotClient.get(url)).body },
  undiciPeer("undici RetryAgent", retryAgent),
];

function undiciPeer(name: string, dispatcher: Agent | RetryAgent): Peer {
  return {
    name,
    transport: "undici",
    async get(url) {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), deadlineMs);
      try {
        const { statusCode, body } = await request(url, { dispatcher, signal: controller.signal });
        const data: unknown = await body.json();
        if (statusCode >= 400) throw new Error(`status ${statusCode}`);
        return data;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
