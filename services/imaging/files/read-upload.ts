import { BodyError } from "errata/server";
import type { ImagingContext } from "../http.ts";
import { readMultipart } from "./read-multipart.ts";

/** One file as it arrives. */
export interface Upload {
  /** Name that the client gave; null for a raw body. */
  readonly fileName: string | null;
  /** Media type that the client gave. */
  readonly mediaType: string | null;
  /** Length of the request's body, which is never less than the file's; null when the client did not say. */
  readonly declaredBytes: number | null;
  /** The file's bytes. Ends only when the whole request was read and was well-formed. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Hands the file of a request to `take`: the part `file` of multipart/form-data, or the whole body of type `rawType`.
 *
 * @throws VALIDATION_FAILED when there is not exactly one file; UNSUPPORTED_MEDIA_TYPE
 */
export async function readUpload<Result>(
  c: ImagingContext,
  { rawType }: { readonly rawType?: string },
  take: (upload: Upload) => Promise<Result>,
): Promise<Result> {
  const contentType = c.req.header("content-type") ?? "";
  const [mediaType = ""] = contentType.toLowerCase().split(";", 1);
  const length = c.req.header("content-length");
  const declaredBytes = length === undefined ? null : Number(length);
  if (mediaType.trim() === rawType) {
    return await take({ fileName: null, mediaType: rawType, declaredBytes, content: bodyOf(c) });
  }
  if (mediaType.trim() !== "multipart/form-data") {
    const accepted = ["multipart/form-data", ...(rawType === undefined ? [] : [rawType])];
    throw new BodyError("unsupported_media", `The body is neither of ${accepted.join(", ")}.`, { accepted });
  }
  return await readMultipart(bodyOf(c), contentType, (part) => take({ ...part, declaredBytes }));
}

/** Touches the body only when it is read: the server takes care of one that is refused unread. */
async function* bodyOf(c: ImagingContext): AsyncGenerator<Uint8Array> {
  const { body } = c.req.raw;
  if (body !== null) yield* body;
}
