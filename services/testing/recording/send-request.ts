import { type Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { RecordedBody, RecordedPart, RecordedRequest } from "errata/reference";

/** A complete response, with the header names as they were sent. */
export interface SentResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Sends a request whose placeholders have been replaced. Unlike fetch, it changes neither the path nor header names. */
export async function sendRequest(url: string, request: RecordedRequest, agent: Agent): Promise<SentResponse> {
  if (request.raw !== undefined) return await sendRaw(url, request.raw);
  const { bytes, type } = await encode(request.body);
  const headers: Record<string, string | number> = {
    ...(type !== undefined && { "Content-Type": type }),
    ...request.headers,
  };
  if (bytes !== undefined) headers["Content-Length"] = bytes.byteLength;
  else if (request.method !== "GET") headers["Content-Length"] = 0;
  const { hostname, port, pathname } = new URL(url);
  return await new Promise((resolve, reject) => {
    const options = { agent, hostname, port, method: request.method, path: pathname + request.path, headers };
    const sent = httpRequest(options, (response) => void collect(response).then(resolve, reject));
    // Has no effect after the response: a server may close the connection before it has read a large body.
    sent.on("error", reject);
    sent.end(bytes);
  });
}

async function collect(response: IncomingMessage): Promise<SentResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: pairs(response.rawHeaders), body: Buffer.concat(chunks) };
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as const] : []));
}

/** Writes bytes to a connection and reads until the server closes it. */
async function sendRaw(url: string, text: string): Promise<SentResponse> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text, "latin1");
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  const received = Buffer.concat(chunks);
  const end = received.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = received.subarray(0, end).toString("latin1").split("\r\n");
  const headers = lines.map(
    (line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()] as const,
  );
  return { status: Number(statusLine.split(" ")[1]), headers, body: received.subarray(end + 4) };
}

async function encode(body: RecordedBody | undefined): Promise<{ bytes?: Buffer; type?: string }> {
  if (body === undefined) return {};
  if (!("form" in body)) return { bytes: bytesOf(body) };
  const form = new FormData();
  for (const { name, fileName, type = "", content } of body.form) {
    const bytes = bytesOf(content);
    if (fileName === undefined) form.append(name, bytes.toString());
    else form.append(name, new Blob([new Uint8Array(bytes)], { type }), fileName);
  }
  const response = new Response(form);
  return { bytes: Buffer.from(await response.arrayBuffer()), type: response.headers.get("content-type") ?? "" };
}

function bytesOf(content: RecordedPart["content"]): Buffer {
  if ("json" in content) return Buffer.from(JSON.stringify(content.json));
  if ("text" in content) return Buffer.from(content.text);
  if ("base64" in content) return Buffer.from(content.base64, "base64");
  return Buffer.from(content.repeat.repeat(content.times));
}
