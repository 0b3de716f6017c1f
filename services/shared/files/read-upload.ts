import { BodyError } from "errata/server";
import type { HonoRequest } from "hono";
import { formFrame } from "./form-frame.ts";
import { promptly } from "./promptly.ts";
import { type RefuseForm, readMultipart } from "./read-multipart.ts";

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
  /** Media types of a body that is the file itself. @default none */
  readonly rawTypes?: readonly string[];
  /** Makes the API's error for a form that is not exactly one file. */
  readonly refuse: RefuseForm;
  /** Judges the length of the whole body before it is read. @throws to refuse it */
  readonly refuseLength?: (bodyBytes: number) => void;
  /** How long the body may stand still, in milliseconds. @default 20_000 */
  readonly idleMs?: number;
}

/**
 * Hands the file of a request to `take`: the part `file` of multipart/form-data, or the whole body where its type is raw.
 *
 * @throws what `refuse` makes when there is not exactly one file; what `refuseLength` throws; BodyError (unsupported_media,
 * request_timeout where the body stands still)
 */
export async function readUpload<Result>(
  { req }: { readonly req: HonoRequest },
  { rawTypes = [], refuseLength, refuse, idleMs = 20_000 }: UploadForm,
  take: (upload: Upload) => Promise<Result>,
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
  if (declaredBytes !== null) refuseLength?.(declaredBytes);
  const body = promptly(bodyOf(req), idleMs);
  if (mediaType !== "multipart/form-data") {
    return await take({ fileName: null, mediaType, declaredBytes, content: body });
  }
  const frame = formFrame(contentType);
  return await readMultipart(frame.through(body), contentType, refuse, (part) =>
    take({ ...part, declaredBytes: declaredBytes === null ? null : frame.fileBytes(declaredBytes) }),
  );
}

/** Touches the body only when it is read: the server takes care of one that is refused unread. */
async function* bodyOf(req: HonoRequest): AsyncGenerator<Uint8Array> {
  const { body } = req.raw;
  if (body !== null) yield* body;
}
