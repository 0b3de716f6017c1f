/** A complete response. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined if it is not JSON. */
  readonly json: any;
}

/** Sends requests with one credential. */
export interface HttpClient {
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
  delete(path: string): Promise<Reply>;
  send(method: string, path: string, body?: BodyInit, headers?: Record<string, string>): Promise<Reply>;
  /** Sends a form with one file part. */
  upload(
    path: string,
    content: Uint8Array<ArrayBuffer> | string,
    fileName: string,
    mediaType: string,
    headers?: Record<string, string>,
  ): Promise<Reply>;
  /** Sends a form as written, with the boundary `X`. `chunked` omits Content-Length. */
  sendForm(path: string, parts: readonly (string | Uint8Array<ArrayBuffer>)[], way?: "chunked"): Promise<Reply>;
}

/** Creates a client. @param key undefined to send none */
export function httpClient(url: string, key?: string): HttpClient {
  async function send(
    method: string,
    path: string,
    body?: BodyInit,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const authorization = key === undefined ? {} : { Authorization: `Bearer ${key}` };
    const response = await fetch(url + path, {
      method,
      headers: { ...authorization, ...headers },
      ...(body === undefined ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  }
  const json = { "Content-Type": "application/json" };
  return {
    send,
    get: (path, headers) => send("GET", path, undefined, headers),
    post: (path, body, headers) =>
      body === undefined
        ? send("POST", path, undefined, headers)
        : send("POST", path, JSON.stringify(body), { ...json, ...headers }),
    put: (path, body) => send("PUT", path, JSON.stringify(body), json),
    delete: (path) => send("DELETE", path),
    upload(path, content, fileName, mediaType, headers) {
      const form = new FormData();
      form.set("file", new Blob([content], { type: mediaType }), fileName);
      return send("POST", path, form, headers);
    },
    sendForm(path, parts, way) {
      const form = new Blob([...parts]);
      const headers = { "Content-Type": "multipart/form-data; boundary=X" };
      return send("POST", path, way === "chunked" ? form.stream() : form, headers);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
