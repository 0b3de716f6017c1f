import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { completion, errorBody, errorOf } from "./chat-completions.ts";

/** How the server handles one request. */
export type ChatBehaviour =
  /** Sends a completion with this content, after `after`. A function receives the body of the request. */
  | {
      readonly does: "answer";
      readonly content: ChatContent | ((body: any) => ChatContent);
      readonly finishReason?: string;
      readonly after?: Promise<unknown>;
    }
  /** Sends an error in the published format, with Retry-After if set, after `after`. */
  | {
      readonly does: "fail";
      readonly status: number;
      readonly after?: Promise<unknown>;
      readonly retryAfterSec?: number;
      readonly code?: string;
      readonly message?: string;
    }
  /** Sends this body with status 200. */
  | { readonly does: "send"; readonly body: string; readonly mediaType?: string }
  /** Sends the headers and the first half of the body, then closes the connection. */
  | { readonly does: "truncate" }
  /** Sends nothing and keeps the connection open. */
  | { readonly does: "stall_before_headers" }
  /** Sends the headers and the first half of the body, and keeps the connection open. */
  | { readonly does: "stall_in_body" }
  /** Sends a 307 redirect. */
  | { readonly does: "redirect"; readonly to: string }
  /** Closes the connection before the response. */
  | { readonly does: "hang_up" };

/** Text, or an object that is sent as JSON. */
export type ChatContent = string | object;

/** A received request. */
export interface ReceivedChat {
  readonly headers: IncomingMessage["headers"];
  /** The parsed body; undefined if it is not JSON. */
  readonly body: any;
  /** How the exchange ended: with a complete response, cancelled by the client, or closed by the server. */
  readonly ended: Promise<"completed" | "cancelled" | "cut">;
}

/** An HTTP server on 127.0.0.1 with a chat completions endpoint. */
export interface ChatServer {
  /** Base URL for clients. */
  readonly url: string;
  readonly key: string;
  readonly model: string;
  readonly requests: ReceivedChat[];
  /** Sets how the next valid requests are handled, one each. */
  next(...behaviours: readonly ChatBehaviour[]): void;
  /** Sets how all other valid requests are handled. @default sends "Hello." */
  always(behaviour: ChatBehaviour): void;
  stop(): Promise<void>;
}

/** Starts a server with one key and one model. @param port @default 0, any free port */
export async function startChatServer(port = 0): Promise<ChatServer> {
  const [key, model] = ["sk-chat-4d8f1c0b7a", "test-model"];
  const requests: ReceivedChat[] = [];
  const script: ChatBehaviour[] = [];
  let fallback: ChatBehaviour = { does: "answer", content: "Hello." };
  const server = createServer(async (request, response) => {
    const { behave, ended } = track(response);
    const body = parse(await text(request).catch(() => ""));
    requests.push({ headers: request.headers, body, ended });
    const error = errorOf(request, body, key, model);
    if (error === undefined) behave(script.shift() ?? fallback, body);
    else send(response, error.status, errorBody(error.status, error));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    key,
    model,
    requests,
    next: (...behaviours) => void script.push(...behaviours),
    always(behaviour) {
      fallback = behaviour;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An exchange whose end is tracked. */
interface TrackedExchange {
  behave(behaviour: ChatBehaviour, body: any): void;
  readonly ended: ReceivedChat["ended"];
}

/** Tracks how an exchange ends. */
function track(response: ServerResponse): TrackedExchange {
  let isCut = false;
  const ended = new Promise<"completed" | "cancelled" | "cut">((resolve) => {
    response.once("close", () => resolve(isCut ? "cut" : response.writableFinished ? "completed" : "cancelled"));
  });
  return {
    ended,
    behave(behaviour, body) {
      isCut = behaviour.does === "truncate" || behaviour.does === "hang_up";
      behave(response, behaviour, body);
    },
  };
}

function behave(response: ServerResponse, behaviour: ChatBehaviour, body: any): void {
  switch (behaviour.does) {
    case "answer":
      void Promise.resolve(behaviour.after).then(() => send(response, 200, completionOf(behaviour, body)));
      break;
    case "fail":
      if (behaviour.retryAfterSec !== undefined) response.setHeader("retry-after", behaviour.retryAfterSec);
      void Promise.resolve(behaviour.after).then(() =>
        send(response, behaviour.status, errorBody(behaviour.status, behaviour)),
      );
      break;
    case "send":
      send(response, 200, behaviour.body, behaviour.mediaType);
      break;
    case "truncate":
      sendHalf(response, body, () => response.destroy());
      break;
    case "stall_in_body":
      sendHalf(response, body);
      break;
    case "stall_before_headers":
      break;
    case "redirect":
      response.writeHead(307, { location: behaviour.to }).end();
      break;
    case "hang_up":
      response.destroy();
  }
}

function completionOf({ content, finishReason }: ChatBehaviour & { does: "answer" }, body: any): string {
  const value = typeof content === "function" ? content(body) : content;
  return completion(body.model, typeof value === "string" ? value : JSON.stringify(value), finishReason);
}

function sendHalf(response: ServerResponse, body: any, andThen?: () => void): void {
  const whole = completion(body.model, "Half of a completion");
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(whole) });
  response.write(whole.slice(0, whole.length / 2), andThen);
}

function send(response: ServerResponse, status: number, body: string, mediaType = "application/json"): void {
  response.writeHead(status, { "content-type": mediaType, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
