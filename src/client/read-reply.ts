import { clientError } from "./client-error.ts";
import type { ClientFacts } from "./client-facts.ts";
import { isRefusal } from "./is-refusal.ts";
import { parseError } from "./parse-error.ts";
import type { Reply } from "./read-body.ts";
import { readBody } from "./read-body.ts";

/** How a success that is no JSON is read: by which method of `Response`. */
export type As = "text" | "arrayBuffer";

/**
 * Gives the data of an answer; undefined where there is none.
 *
 * @throws CallError where the answer is an error, whatever its status says, or no JSON where JSON is due
 */
export async function readReply(
  reply: Reply,
  as: As | undefined,
  { facts, maxBytes = 1 << 24 }: { readonly facts?: ClientFacts | undefined; readonly maxBytes?: number | undefined },
): Promise<unknown> {
  const { status, headers } = reply;
  const body = readBody(reply, maxBytes);
  // Of an error whose body breaks off, the status still tells what to do.
  if (status > 399) throw parseError(status, headers, await body.then((all) => all.text()).catch(() => ""), facts);
  if (as) return (await body)[as]();
  const text = await (await body).text();
  let data: unknown;
  try {
    if (text || (reply.body && /json/.test(`${headers.get("content-type")}`))) data = JSON.parse(text);
  } catch (cause) {
    throw clientError("unsupported_media", cause);
  }
  if (isRefusal(data)) throw parseError(status, headers, text, facts);
  return data;
}
