import { BodyError } from "errata/server";
import type { HonoRequest } from "hono";
import { idleTimeout } from "./idle-timeout.ts";
import { type FormError, partHead, readMultipart } from "./read-multipart.ts";

/** A file that is being uploaded. */
export interface Upload {
  /** File name sent by the client; null for a raw body. */
  readonly fileName: string | null;
  /** Media type sent by the client; null if it sent none. */
  readonly mediaType: string | null;
  /** Charset parameter of the media type; null if the client sent none. Only in a form. */
  readonly charset: string | null;
  /** Length of the file derived from Content-Length, in bytes; null if the request has none. */
  readonly declaredBytes: number | null;
  /** The file's bytes. The stream ends only after the whole request was received and is well-formed. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** How to read an upload. */
export interface UploadOptions {
  /** Media types of requests whose body is the file itself. @default none */
  readonly rawTypes?: readonly string[];
  /** Creates the API's error for a form that is not exactly one file. */
  readonly formError: (error: FormError) => Error;
  /** Called with the length of the whole body before it is read. Throws to reject it. */
  readonly checkLength?: (bodyBytes: number) => void;
  /** Time within which the next part of the body must arrive, 500 bytes for each second, in milliseconds. @default 20_000 */
  readonly idleMs?: number;
}

/**
 * Reads an uploaded file while it arrives: the part `file` of multipart/form-data, or the whole body if its type is raw.
 *
 * @param handle receives the file; it may throw to reject it
 * @throws the error of `formError` or `checkLength`; BodyError (unsupported_media, malformed_body, or request_timeout
 * when the body stalls)
 */
export async function readUpload<Result>(
  { req }: { readonly req: HonoRequest },
  { rawTypes = [], checkLength, formError, idleMs = 20_000 }: UploadOptions,
  handle: (upload: Upload) => Promise<Result>,
): Promise<Result> {
  const contentType = req.header("content-type") ?? "";
  const [first = ""] = contentType.toLowerCase().split(";", 1);
  const mediaType = first.trim();
  const length = req.header("content-length");
  const declaredBytes = length === undefined ? null : Number(length);
  const accepted = ["multipart/form-data", ...rawTypes];
  if (!accepted.includes(mediaType)) {
    throw new BodyError("unsupported_media", `The body is none of ${accepted.join(", ")}.`, { accepted });
  }
  const encoding = req.header("content-encoding")?.trim().toLowerCase() ?? "";
  if (encoding !== "" && encoding !== "identity")
    throw new BodyError("unsupported_media", "The body must not have a Content-Encoding; send it uncompressed.");
  if (declaredBytes !== null) checkLength?.(declaredBytes);
  const body = idleTimeout(bodyOf(req), idleMs);
  if (mediaType !== "multipart/form-data") {
    return await handle({ fileName: null, mediaType, charset: null, declaredBytes, content: body });
  }
  const head = partHead(contentType);
  return await readMultipart(head.observe(body), contentType, formError, (part) =>
    handle({
      ...part,
      charset: head.charset(),
      declaredBytes: declaredBytes === null ? null : head.fileBytes(declaredBytes),
    }),
  );
}

/** Opens the body only when it is read, so that the server can drain the body of a request that is rejected first. */
async function* bodyOf(req: HonoRequest): AsyncGenerator<Uint8Array> {
  const { body } = req.raw;
  if (body !== null) yield* body;
}
