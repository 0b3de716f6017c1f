import { setTimeout as sleep } from "node:timers/promises";
import type { AnyContract } from "../../contract/index.ts";
import type { RecordedBody, RecordedExchange, Recording } from "../../reference/index.ts";
import type { McpDemo } from "./mcp-options.ts";
import { objectSchema, selectContracts, type Tool, ToolError } from "./tool.ts";

/** Requests that one call sends at most. Limits of demos are below it. */
const maxRequests = 2_000;
/** Longest time of one call, in milliseconds. */
const maxMs = 60_000;
/** Time between two looks at a state that a background job changes, in milliseconds. */
const pollMs = 200;
/** Longest body that an answer has, in characters. */
const maxBody = 4_000;

/** Creates the tool that causes an error on a demo, by sending its recorded requests. */
export function causeError(contracts: readonly AnyContract[], demo: McpDemo): Tool {
  return {
    name: "cause_error",
    description:
      "Causes an error on the demo server and returns the real response, to try error handling against it. It creates data in demo accounts.",
    inputSchema: objectSchema({ api: { type: "string" }, code: { type: "string" } }),
    outputSchema: objectSchema({
      status: { type: "integer" },
      headers: { type: "object", additionalProperties: { type: "string" } },
      body: { type: "string" },
      requests: { type: "integer", description: "Requests that were sent; the response is that of the last one." },
      nextStep: { type: "string" },
    }),
    isReadOnly: false,
    async call({ api = "", code = "" }) {
      selectContracts(contracts, api);
      const recording = await demo.recording(api, code);
      if (recording === undefined) throw new ToolError(`The demo has no recording of ${code.slice(0, 80)} in ${api}.`);
      if (recording.fault !== undefined)
        throw new ToolError(`${code} cannot be caused by a request. ${recording.fault} explain_error describes it.`);
      const run = new Replay(demo, api);
      const response = await run.send(recording);
      return {
        ...{
          status: response.status,
          headers: response.headers,
          body: response.body.slice(0, maxBody),
          requests: run.requests,
        },
        nextStep: `Handle this response in your program. explain_error says what ${code} needs.`,
      };
    },
  };
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends the requests of one recording, with the values of its placeholders. */
class Replay {
  requests = 0;
  readonly #demo: McpDemo;
  readonly #base: string;
  readonly #values: Map<string, string>;
  readonly #signal = AbortSignal.timeout(maxMs);

  constructor(demo: McpDemo, api: string) {
    this.#demo = demo;
    this.#base = `${demo.url.replace(/\/$/, "")}/${api}`;
    this.#values = new Map(Object.entries(demo.keys(api)).map(([name, key]) => [`key.${name}`, key]));
  }

  /** @returns the response to the last request */
  async send({ exchanges }: Recording): Promise<Reply> {
    let reply: Reply | undefined;
    for (const exchange of exchanges) reply = await this.#exchange(exchange);
    if (reply === undefined) throw new ToolError("The recording has no requests.");
    return reply;
  }

  async #exchange({ request, times = 1, until = {}, capture = {} }: RecordedExchange): Promise<Reply> {
    if (request.raw !== undefined) throw new ToolError("HTTP clients do not send such a request.");
    let reply = await this.#attempt(request);
    for (let sent = 1; sent < times; sent += 1) reply = await this.#attempt(request);
    const isReached = (): boolean =>
      Object.entries(until).every(([pointer, value]) => atPointer(parsed(reply.body), pointer) === value);
    while (!isReached()) {
      await sleep(pollMs, undefined, { signal: this.#signal });
      reply = await this.#attempt(request);
    }
    for (const [name, pointer] of Object.entries(capture))
      this.#values.set(name, String(atPointer(parsed(reply.body), pointer)));
    return reply;
  }

  async #attempt({ method, path, headers, body }: RecordedExchange["request"]): Promise<Reply> {
    this.requests += 1;
    if (this.requests > maxRequests) throw new ToolError(`The recording needs more than ${maxRequests} requests.`);
    const filled = Object.entries(headers)
      .filter(([name]) => body === undefined || !("form" in body) || !/^content-type$/i.test(name))
      .map(([name, value]): [string, string] => [name, this.#fill(value)]);
    const init: RequestInit = { method, headers: filled, redirect: "manual", signal: this.#signal };
    if (body !== undefined) init.body = this.#body(body);
    const response = await fetch(this.#base + this.#fill(path), init).catch((cause: unknown) => {
      throw new ToolError(`The demo at ${this.#demo.url} does not respond. Start it with npm start.`, { cause });
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  }

  #fill(text: string): string {
    return text.replaceAll(/\{\{([^}]+)\}\}/g, (whole, name: string) => {
      const value = this.#values.get(name) ?? generated(name);
      if (value === undefined) return whole;
      this.#values.set(name, value);
      return value;
    });
  }

  #body(body: RecordedBody): BodyInit {
    if ("json" in body) return this.#fill(JSON.stringify(body.json));
    if ("text" in body) return this.#fill(body.text);
    if ("base64" in body) return Buffer.from(body.base64, "base64url");
    if ("repeat" in body) return body.repeat.repeat(body.times);
    const form = new FormData();
    for (const { name, fileName, type = "", content } of body.form) {
      const part = this.#body(content);
      if (fileName === undefined) form.append(name, String(part));
      else form.append(name, new Blob([part as string], { type }), fileName);
    }
    return form;
  }
}

/** Returns a value that is new for each run. */
function generated(name: string): string | undefined {
  if (name === "uuid") return crypto.randomUUID();
  const [, text, times = "0"] = /^(.*)\*(\d{1,7})$/.exec(name) ?? [];
  return text?.repeat(Number(times));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function atPointer(value: unknown, pointer: string): unknown {
  const keys = pointer.split("/").slice(1);
  return keys.reduce<unknown>((part, key) => {
    const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
    return typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined;
  }, value);
}
