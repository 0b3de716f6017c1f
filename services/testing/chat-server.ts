import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { completion, errorBody, faultIn } from "./chat-form.ts";

/** What the server does with one request. */
export type ChatBehaviour =
  /** Answers with this content, an object as JSON; a function is given the body of the request. Waits for `after`. */
  | {
      readonly does: "answer";
      readonly content: ChatContent | ((body: any) => ChatContent);
      readonly finishReason?: string;
      readonly after?: Promise<unknown>;
    }
  /** Answers with an error in the published form; 429 and 503 may say when to come back. */
  | {
      readonly does: "fail";
      readonly status: number;
      readonly retryAfterSec?: number;
      readonly code?: string;
      readonly message?: string;
    }
  /** Answers 200 and these bytes. */
  | { readonly does: "send"; readonly body: string; readonly mediaType?: string }
  /** Announces a whole answer, sends its first half, and closes the connection. */
  | { readonly does: "truncate" }
  /** Sends nothing at all, and keeps the connection. */
  | { readonly does: "stall_before_headers" }
  /** Sends headers and the first half of an answer, and keeps the connection. */
  | { readonly does: "stall_in_body" }
  /** Sends the client, with its whole request, to another address. */
  | { readonly does: "redirect"; readonly to: string }
  /** Closes the connection without a byte. */
  | { readonly does: "hang_up" };

/** Text, or an object that is written as JSON. */
export type ChatContent = string | object;

/** One request that came. */
export interface ReceivedChat {
  readonly headers: IncomingMessage["headers"];
  /** The body as JSON; undefined for one that is none. */
  readonly body: any;
  /** How it ended: answered whole, given up by the client, or cut by this server. */
  readonly ended: Promise<"answered" | "cancelled" | "cut">;
}

/** A real HTTP server on loopback that speaks the form of chat-completions endpoints. */
export interface ChatServer {
  /** What a client is given as its base address. */
  readonly url: string;
  readonly key: string;
  readonly model: string;
  readonly requests: ReceivedChat[];
  /** Sets what it does with the next requests, one each. */
  next(...behaviours: readonly ChatBehaviour[]): void;
  /** Sets what it does with every request for which nothing else is set. At first it answers "Hello.". */
  always(behaviour: ChatBehaviour): void;
  stop(): Promise<void>;
}

/** Starts a server that takes one key and has one model. @param port 0 for any free one */
export async function startChatServer(port = 0): Promise<ChatServer> {
  const [key, model] = ["sk-chat-4d8f1c0b7a", "test-model"];
  const requests: ReceivedChat[] = [];
  const script: ChatBehaviour[] = [];
  let usual: ChatBehaviour = { does: "answer", content: "Hello." };
  const server = createServer(async (request, response) => {
    const { behave, ended } = watch(response);
    const body = parse(await text(request).catch(() => ""));
    requests.push({ headers: request.headers, body, ended });
    const fault = faultIn(request, body, key, model);
    if (fault === undefined) behave(script.shift() ?? usual, body);
    else answer(response, fault.status, errorBody(fault.status, fault));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    key,
    model,
    requests,
    next: (...behaviours) => void script.push(...behaviours),
    always(behaviour) {
      usual = behaviour;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Watched {
  behave(behaviour: ChatBehaviour, body: any): void;
  readonly ended: ReceivedChat["ended"];
}

/** Finds out how an exchange ends, and whose doing that is. */
function watch(response: ServerResponse): Watched {
  let isCut = false;
  const ended = new Promise<"answered" | "cancelled" | "cut">((resolve) => {
    response.once("close", () => resolve(isCut ? "cut" : response.writableFinished ? "answered" : "cancelled"));
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
      void Promise.resolve(behaviour.after).then(() => answer(response, 200, completionOf(behaviour, body)));
      break;
    case "fail":
      if (behaviour.retryAfterSec !== undefined) response.setHeader("retry-after", behaviour.retryAfterSec);
      answer(response, behaviour.status, errorBody(behaviour.status, behaviour));
      break;
    case "send":
      answer(response, 200, behaviour.body, behaviour.mediaType);
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
  const given = typeof content === "function" ? content(body) : content;
  return completion(body.model, typeof given === "string" ? given : JSON.stringify(given), finishReason);
}

function sendHalf(response: ServerResponse, body: any, andThen?: () => void): void {
  const whole = completion(body.model, "Half of an answer");
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(whole) });
  response.write(whole.slice(0, whole.length / 2), andThen);
}

function answer(response: ServerResponse, status: number, body: string, mediaType = "application/json"): void {
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
