import { BodyError } from "./body-error.ts";
import { parseJsonText } from "./read-json.ts";
import type { RequestContext } from "./request-context.ts";

/** The members of the context that a watched body uses. */
type BodyContext = Pick<RequestContext, "bodyError" | "received">;
type Reader = () => Promise<unknown>;

/**
 * Remembers what a handler reads from a body, so that `malformedBody` can find out whether the body caused an error. Also
 * watches clones of the request.
 *
 * @param json reads the body as JSON. @default JSON.parse of the text
 */
export function watchBody(request: Request, context: BodyContext, json?: (request: Request) => Promise<unknown>): void {
  const watch = (name: "text" | "arrayBuffer"): Reader => {
    const read = (request[name] as Reader).bind(request);
    return async () => {
      const body = await read();
      context.received = body as string | ArrayBuffer;
      return body;
    };
  };
  const text = watch("text");
  const formData = request.formData.bind(request);
  const clone = request.clone.bind(request);
  const readers = {
    text,
    arrayBuffer: watch("arrayBuffer"),
    json: () => (json === undefined ? text().then((body) => JSON.parse(body as string) as unknown) : json(request)),
    formData: () => formData().catch((thrown: unknown) => throwFormError(thrown, request, context)),
    clone: () => {
      const copy = clone();
      watchBody(copy, context, json);
      return copy;
    },
  };
  for (const [name, value] of Object.entries(readers))
    Object.defineProperty(request, name, { value, configurable: true });
}

/**
 * Returns the error of a body that caused a SyntaxError. JSON.parse throws the same for a body and for the server's own data,
 * so the message is compared with that for the body.
 *
 * @returns undefined if the body is not the cause
 */
export function malformedBody(
  thrown: SyntaxError,
  received: string | ArrayBuffer | Uint8Array | undefined,
  contentType: string | null | undefined,
): BodyError | undefined {
  if (received === undefined) return undefined;
  const text = typeof received === "string" ? received : new TextDecoder().decode(received);
  try {
    parseJsonText(text);
    return undefined;
  } catch (error) {
    const isCause = /\bjson\b/i.test(contentType ?? "") || thrown.message === parseMessage(text);
    return isCause && error instanceof BodyError ? error : undefined;
  }
}

/** Creates the error of a body that is not the form that its Content-Type declares. */
export function malformedForm(contentType: string | null | undefined, cause: unknown): BodyError {
  const accepted = ["multipart/form-data", "application/x-www-form-urlencoded"];
  const type = (contentType ?? "").toLowerCase();
  return accepted.some((form) => type.startsWith(form))
    ? new BodyError("malformed_body", "The body is not a valid form.", {}, { cause })
    : new BodyError("unsupported_media", `The Content-Type must be ${accepted.join(" or ")}.`, { accepted }, { cause });
}

function throwFormError(thrown: unknown, request: Request, context: BodyContext): never {
  if (context.bodyError !== undefined || request.signal.aborted || !(thrown instanceof TypeError)) throw thrown;
  throw malformedForm(request.headers.get("content-type"), thrown);
}

function parseMessage(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
