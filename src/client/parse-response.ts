import type { AnyApi, ErrorOf, OpenApi, OperationOf } from "./api.ts";
import type { CallError } from "./call-error.ts";
import type { ContractMetadata } from "./contract-metadata-types.ts";
import { isRefusal } from "./is-refusal.ts";
import { parseError } from "./parse-error.ts";

const errors = new WeakMap<Response, CallError>();

/** Remembers the error of a response, so that it is known after the body was read. */
export function noteError(response: Response, error: CallError): void {
  errors.set(response, error);
}

/**
 * Gives the typed error of a `Response`; undefined for a success. For answers of `withErrata` it may come after the body
 * was read; for others it comes before, and leaves the body to be read.
 */
export async function parseResponse<Api extends AnyApi = OpenApi, Name extends OperationOf<Api> = OperationOf<Api>>(
  response: Response,
  metadata?: ContractMetadata<Api>,
): Promise<ErrorOf<Api, Name> | undefined> {
  const noted = errors.get(response);
  const isUnread = response.status > 399 || /json/.test(response.headers.get("content-type") ?? "");
  if (noted || response.bodyUsed || !isUnread) return noted as ErrorOf<Api, Name> | undefined;
  const text = await response.clone().text();
  if (response.status < 400 && !isRefused(text)) return undefined;
  return parseError(response.status, response.headers, text, metadata) as ErrorOf<Api, Name>;
}

function isRefused(text: string): boolean {
  try {
    return !!isRefusal(JSON.parse(text));
  } catch {
    return false;
  }
}
