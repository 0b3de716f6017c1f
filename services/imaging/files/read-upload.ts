import { BodyError } from "errata/server";
import type { ImagingContext } from "../http.ts";
import { formFrame } from "./form-frame.ts";
import { readMultipart } from "./read-multipart.ts";

/** One file as it arrives. */
export interface Upload {
  /** Name that the client gave; null for a raw body. */
  readonly fileName: string | null;
  /** Media type that the client gave. */
  readonly mediaType: string | null;
  /** Length of the file, as the request's length tells it; null when the client did not say. */
  readonly declaredBytes: number | null;
  /** The file's bytes. Ends only when the whole request was read and was well-formed. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** What a route takes. */
export interface UploadForm {
  /** Media type of a body that is the file itself. */
  readonly rawType?: string;
  /** Judges the length of the whole body before it is read. @throws to refuse it */
  readonly refuseLength?: (bodyBytes: number) => void;
}

/**
 * Hands the file of a request to `take`: the part `file` of multipart/form-data, or the whole body of type `rawType`.
 *
 * @throws VALIDATION_FAILED when there is not exactly one file; UNSUPPORTED_MEDIA_TYPE
 */
export async function readUpload<Result>(
  c: ImagingContext,
  { rawType, refuseLength }: UploadForm,
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
  if (declaredBytes !== null) refuseLength?.(declaredBytes);
  const frame = formFrame(contentType);
  return await readMultipart(frame.through(bodyOf(c)), contentType, (part) =>
    take({ ...part, declaredBytes: declaredBytes === null ? null : frame.fileBytes(declaredBytes) }),
  );
}

/** Touches the body only when it is read: the server takes care of one that is refused unread. */
async function* bodyOf(c: ImagingContext): AsyncGenerator<Uint8Array> {
  const { body } = c.req.raw;
  if (body !== null) yield* body;
}
