import type { AnyApi, ErrorOf, OpenApi, OperationOf } from "../api.ts";
import type { CallError } from "../call-error.ts";
import type { ContractMetadata } from "../metadata.ts";
import { checkParseOptions, checkResponse } from "../options/index.ts";
import { type ErrorDetection, isErrorBody } from "./is-error-body.ts";
import { parseErrorFully } from "./parse-error.ts";
import { parseJson } from "./untrusted-input.ts";

/** Errors of responses whose body has been read. */
const errors = new WeakMap<Response, CallError>();

/** Remembers the error of a response, so that `parseResponse` returns it after the body was read. */
export function rememberError(response: Response, error: CallError): void {
  errors.set(response, error);
}

/** Options of `parseResponse`. */
export interface ParseResponseOptions {
  /**
   * Whether a 2xx response can be an error: `false` for never, or a function that receives the parsed body.
   * A 207 never is. @default true: the contract's envelopes, or without metadata a body with nothing but an error member
   */
  readonly detectErrors?: ErrorDetection | undefined;
}

/**
 * Returns the typed error of a `Response`; undefined for a success. Responses of `withErrata` can be passed before or
 * after their body is read. Pass other responses before: their body stays readable.
 *
 * @param metadata metadata of the API's contract. @default none: the published formats are recognised
 * @throws TypeError if an option is not valid
 * @example
 * ```ts
 * import { parseResponse, withErrata } from "errata/client";
 *
 * const response = await withErrata()("https://api.example.com/v1/orders");
 * const error = await parseResponse(response);
 * if (error) console.error(error.code, error.kind);
 * else console.log(await response.json());
 * ```
 */
export async function parseResponse<Api extends AnyApi = OpenApi, Name extends OperationOf<Api> = OperationOf<Api>>(
  response: Response,
  metadata?: ContractMetadata<Api>,
  options: ParseResponseOptions = {},
): Promise<ErrorOf<Api, Name> | undefined> {
  type Failure = ErrorOf<Api, Name> | undefined;
  checkResponse(response);
  checkParseOptions(options);
  const { status, headers } = response;
  const known = errors.get(response);
  const isJson = /json/.test(headers.get("content-type") ?? "");
  if (known || response.bodyUsed || (status < 400 && !isJson)) return known as Failure;
  const text = await response.clone().text();
  const isError = status >= 400 || (status !== 207 && isErrorBody(parseJson(text), metadata, options.detectErrors));
  return isError ? ((await parseErrorFully(status, headers, text, metadata)) as Failure) : undefined;
}
