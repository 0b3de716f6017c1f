import { once } from "node:events";
import { connect } from "node:net";

/** A response as the client sees it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Whether the body arrived to its end. */
  readonly isComplete: boolean;
}

/** Longest wait for a response, in milliseconds. Only a server that never responds needs it. */
const timeoutMs = 10_000;

/** Sends a request with fetch. @returns undefined if there is no response */
export async function send(port: number, path: string, init: RequestInit = {}): Promise<Reply | undefined> {
  // AbortSignal.any with AbortSignal.timeout can be collected on Node 20 before it fires, and the request never ends.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  init.signal?.addEventListener("abort", () => controller.abort());
  try {
    const { signal } = controller;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init, signal });
    const { text, isComplete } = await readText(response);
    return { status: response.status, headers: response.headers, body: text, isComplete };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Sends bytes that fetch would not send, and reads one response. @returns undefined if there is none */
export async function sendRaw(port: number, bytes: string): Promise<Reply | undefined> {
  const socket = connect(port, "127.0.0.1").setTimeout(timeoutMs, () => socket.destroy());
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk)).on("error", () => socket.destroy());
  socket.write(bytes);
  await once(socket, "close");
  const [head = "", ...rest] = Buffer.concat(chunks).toString().split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  if (statusLine === "") return undefined;
  const headers = new Headers(lines.map((line) => line.split(/:\s*/, 2) as [string, string]));
  const body = rest.join("\r\n\r\n");
  const isComplete = Number(headers.get("content-length") ?? 0) === Buffer.byteLength(body);
  return { status: Number(statusLine.split(" ")[1]), headers, body, isComplete };
}

async function readText({ body }: Response): Promise<{ readonly text: string; readonly isComplete: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of body ?? []) text += decoder.decode(chunk, { stream: true });
    return { text, isComplete: true };
  } catch {
    return { text, isComplete: false };
  }
}
