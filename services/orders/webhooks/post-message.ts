import { promises as dns, type LookupAddress } from "node:dns";
import { type IncomingMessage, request as plain, type RequestOptions } from "node:http";
import { request as secure } from "node:https";
import type { LookupFunction } from "node:net";
import { type AddressRules, addressOf } from "./public-address.ts";

/** Resolves a host name to its addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Options of `postMessage`. */
export interface PostOptions {
  readonly rules: AddressRules;
  /** @default the resolver of the operating system */
  readonly resolve?: Resolve | undefined;
  /** Time limit from resolving the name to the status of the response, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number | undefined;
}

/**
 * Result of an attempt. `answered`: the receiver sent a response; `address_refused`: its host is not on the public
 * internet; `timeout`; `connection_failed`: no connection, no TLS or no HTTP. The body of the response is discarded.
 */
export type PostResult =
  | { readonly outcome: "answered"; readonly status: number; readonly retryAfter: string | undefined }
  | { readonly outcome: "address_refused" | "timeout" | "connection_failed" };

const maxResponseBytes = 16 * 1024;

/** Sends one message. Redirects are not followed. Never rejects. */
export async function postMessage(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  { rules, resolve = systemResolve, timeoutMs = 15_000 }: PostOptions,
): Promise<PostResult> {
  // `lookup`, where names are checked, is not called for an IP address.
  const address = addressOf(url);
  if (address !== undefined && !rules.isAllowed(address)) return { outcome: "address_refused" };
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
    // A new connection per message, so that the address is checked each time.
    agent: false,
  };
  try {
    const response = await send(url, options, body);
    discard(response);
    return { outcome: "answered", status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] };
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
    // A protocol upgrade that was not requested.
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Reads a small body to its end, and closes the connection on a large one. */
function discard(response: IncomingMessage): void {
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) response.destroy();
  });
  response.on("error", () => undefined);
}

/**
 * Resolves a name when the connection is opened and connects to exactly the addresses that were checked, so that DNS
 * rebinding has no effect. If one address is not allowed, the name is not.
 */
function checkedLookup(rules: AddressRules, resolve: Resolve): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(({ address }) => rules.isAllowed(address))) {
          callback(new AddressRefused(hostname), []);
        } else if (all === true) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

const systemResolve: Resolve = (hostname) => dns.lookup(hostname, { all: true, verbatim: true });
