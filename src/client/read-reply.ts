import type { CallError } from "./call-error.ts";
import { clientError } from "./client-error.ts";
import type { ContractMetadata } from "./contract-metadata-types.ts";
import { isRefusal } from "./is-refusal.ts";
import { parseError } from "./parse-error.ts";
import type { As, Reply } from "./read-body.ts";
import { readBody } from "./read-body.ts";

/** An answer that is no error. */
export interface Success<Data> {
  readonly ok: true;
  readonly data: Data;
  readonly status: number;
  readonly headers: Reply["headers"];
}

/**
 * Gives an answer with its data, undefined where there is none; a CallError where it is an error, whatever its status says.
 *
 * @throws CallError where a success is no JSON, or has no end
 */
export async function readReply(
  reply: Reply,
  as: As | undefined,
  {
    metadata,
    maxBytes = 1 << 24,
  }: { readonly metadata?: ContractMetadata | undefined; readonly maxBytes?: number | undefined },
): Promise<Success<unknown> | CallError> {
  const { status, headers, body } = reply;
  // A redirect is none of an API's answers, and what follows it may be another's: nothing is sent there.
  // Of an error whose body breaks off, or has no end, the status still tells what to do.
  if ((status > 299 || !status) && status !== 304)
    return parseError(status, headers, (await readBody(reply, 1 << 20).catch(() => "")) as string, metadata);
  let data: unknown = await readBody(reply, maxBytes, as);
  if (!as) {
    const text = data as string;
    try {
      data = text || (body && /json/.test(headers.get("content-type") as string)) ? JSON.parse(text) : undefined;
      // Within, as there is JSON that cannot be looked into: a status of {"toString":1}.
      if (isRefusal(data)) return parseError(status, headers, text, metadata);
    } catch (cause) {
      throw clientError("unsupported_media", cause);
    }
  }
  return { ok: true, data, status, headers };
}
