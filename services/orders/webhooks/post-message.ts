import { promises as dns, type LookupAddress } from "node:dns";
import { type IncomingMessage, request as plain, type RequestOptions } from "node:http";
import { request as secure } from "node:https";
import type { LookupFunction } from "node:net";
import { type AddressRules, addressOf } from "./public-address.ts";

/** Finds the addresses of a host. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** How messages are sent. */
export interface PostOptions {
  readonly rules: AddressRules;
  /** @default the operating system's */
  readonly resolve?: Resolve;
  /** Longest time from the first look at the name to the receiver's status, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number;
}

/**
 * What came of an attempt. `answered`: the receiver gave a status; `address_refused`: its host is not on the public
 * internet; `timeout`; `connection_failed`: no connection, no TLS, or no HTTP. Nothing of the answer's body is kept.
 */
export type PostResult =
  | { readonly outcome: "answered"; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly outcome: "address_refused" | "timeout" | "connection_failed" };

const MAX_ANSWER_BYTES = 16 * 1024;

/** Sends one message. A redirect is an answer like any other: it is not followed. Never rejects. */
export async function postMessage(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  { rules, resolve = systemResolve, timeoutMs = 15_000 }: PostOptions,
): Promise<PostResult> {
  // An address is dialled without a look at its name, which is where the others are checked.
  const address = addressOf(url);
  if (address !== undefined && !rules.mayDial(address)) return { outcome: "address_refused" };
  const signal = AbortSignal.timeout(timeoutMs);
  const options: RequestOptions = {
    method: "POST",
    headers: {
      ...headers,
      "Content-Type": "application/json",
      "Content-Length": String(Buffer.byteLength(body)),
      "User-Agent": "Errata-Orders-Webhooks/1",
    },
    lookup: checkedLookup(rules, resolve),
    signal,
    // Each message has its own connection, so that each is dialled anew and checked.
    agent: false,
  };
  try {
    const answer = await send(url, options, body);
    discard(answer);
    return { outcome: "answered", status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"] };
  } catch (error) {
    if (error instanceof AddressRefused) return { outcome: "address_refused" };
    return { outcome: signal.aborted ? "timeout" : "connection_failed" };
  }
}

class AddressRefused extends Error {
  override readonly name = "AddressRefused";
}

function send(url: URL, options: RequestOptions, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? secure : plain)(url, options);
    request.on("response", resolve);
    // A protocol that the receiver wants to change to is none of ours.
    request.on("upgrade", (answer, socket) => {
      socket.destroy();
      resolve(answer);
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Lets a small body arrive, as a polite client does, and hangs up on a large one. */
function discard(answer: IncomingMessage): void {
  let bytes = 0;
  answer.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) answer.destroy();
  });
  answer.on("error", () => undefined);
}

/**
 * Looks up a name when it is dialled, and gives the connection the very addresses that were checked: no second look
 * can give it others. One address that may not be dialled refuses the name.
 */
function checkedLookup(rules: AddressRules, resolve: Resolve): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(({ address }) => rules.mayDial(address))) {
          callback(new AddressRefused(hostname), []);
        } else if (all === true) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

const systemResolve: Resolve = (hostname) => dns.lookup(hostname, { all: true, verbatim: true });
