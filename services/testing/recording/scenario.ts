import type { Condition } from "errata";
import type { RecordedBody, RecordedExchange } from "errata/reference";
import type { RunningDemo } from "./demo-api.ts";

/** The requests that cause a code on the demo. */
export interface Scenario {
  /** In order. The response to the last request has the code. */
  readonly steps: readonly (Step | Fault)[];
  /** A similar request that succeeds. */
  readonly works?: Step;
  /** Sentence that names the failure outside the API; required if a step is a function, and with `raises`. */
  readonly fault?: string;
  /** A condition that no request causes. The API's boundary responds with it. */
  readonly raises?: Condition;
}

/** A request. Its texts may contain the placeholders that `Recording` defines. */
export type Step = Omit<RecordedExchange, "response">;

/** Breaks something that no request can break. */
export type Fault = (demo: RunningDemo) => unknown;

/** Members of a step other than its method, path and body. */
export interface StepOptions extends Pick<Step, "note" | "times" | "until" | "capture"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Creates the requests of one caller. */
export interface Caller {
  get(path: string, options?: StepOptions): Step;
  delete(path: string, options?: StepOptions): Step;
  /** Creates a request with a JSON body. @param json undefined for none */
  post(path: string, json?: unknown, options?: StepOptions): Step;
  put(path: string, json: unknown, options?: StepOptions): Step;
  send(method: string, path: string, body?: RecordedBody, options?: StepOptions): Step;
  /** Creates a form with one file. */
  upload(path: string, file: UploadedFile, options?: StepOptions): Step;
}

/** A file of a form. Its content is text, or `{ repeat, times }`, or bytes. */
export interface UploadedFile {
  readonly fileName: string;
  readonly type: string;
  readonly content: string | Uint8Array | { readonly repeat: string; readonly times: number };
}

/** Returns the caller with the credential of a demo account. */
export function as(account: string): Caller {
  return withToken(`{{key.${account}}}`);
}

/** Returns the caller with a bearer token, such as a captured one. */
export function withToken(token: string): Caller {
  return caller({ Authorization: `Bearer ${token}` });
}

/** Returns the caller without a credential. */
export function anonymous(): Caller {
  return caller({});
}

/** Creates a request of bytes that HTTP clients cannot send. @param lines its lines, without line breaks */
export function raw(method: string, path: string, lines: readonly string[], options: StepOptions = {}): Step {
  return {
    ...step({}, method, path, undefined, options),
    request: { method, path, headers: {}, raw: lines.join("\r\n") },
  };
}

function caller(credential: Readonly<Record<string, string>>): Caller {
  const send: Caller["send"] = (method, path, body, options) => step(credential, method, path, body, options);
  const sendJson = (method: string, path: string, json: unknown, options: StepOptions = {}): Step => {
    if (json === undefined) return send(method, path, undefined, options);
    return send(
      method,
      path,
      { json },
      { ...options, headers: { "Content-Type": "application/json", ...options.headers } },
    );
  };
  return {
    send,
    get: (path, options) => send("GET", path, undefined, options),
    delete: (path, options) => send("DELETE", path, undefined, options),
    post: (path, json, options) => sendJson("POST", path, json, options),
    put: (path, json, options) => sendJson("PUT", path, json, options),
    upload: (path, { fileName, type, content }, options) =>
      send("POST", path, { form: [{ name: "file", fileName, type, content: contentOf(content) }] }, options),
  };
}

function step(
  credential: Readonly<Record<string, string>>,
  method: string,
  path: string,
  body: RecordedBody | undefined,
  { headers, note, times, until, capture }: StepOptions = {},
): Step {
  return {
    ...(note !== undefined && { note }),
    ...(times !== undefined && { times }),
    ...(until !== undefined && { until }),
    request: { method, path, headers: { ...credential, ...headers }, ...(body !== undefined && { body }) },
    ...(capture !== undefined && { capture }),
  };
}

function contentOf(content: UploadedFile["content"]): Exclude<RecordedBody, { form: unknown }> {
  if (typeof content === "string") return { text: content };
  return content instanceof Uint8Array ? { base64: Buffer.from(content).toString("base64") } : content;
}
