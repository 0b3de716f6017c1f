import type { OperationDescription } from "errata/openapi";
import { z } from "zod";

/** Length that the server accepts in all headers together. */
const HeaderValue = z.string().max(16_384).optional();

/** Request headers of a download. */
const conditions = z.object({
  "If-None-Match": HeaderValue.describe(
    "ETag of a copy. If the copy is current, the response is 304 without the file.",
  ),
  "If-Match": HeaderValue.describe("ETag that the file must have. Otherwise the response is PRECONDITION_FAILED."),
  Range: HeaderValue.describe(
    "One range of bytes, such as `bytes=0-1023`. Several ranges and other units are ignored.",
  ),
  "If-Range": HeaderValue.describe("ETag of the copy to complete. If the file has another, Range is ignored."),
});

const etag = { description: "SHA-256 of the content.", schema: { type: "string" } };
const attachment = {
  "Accept-Ranges": { description: "`bytes`: the file can be downloaded in ranges.", schema: { type: "string" } },
  "Content-Disposition": { description: "Name of the file.", schema: { type: "string" } },
  "Content-Length": { description: "Length of the response in bytes.", schema: { type: "integer" } },
  ETag: etag,
};
const contentRange = { description: "Position of the range, such as `bytes 0-1023/2048`.", schema: { type: "string" } };

/** Describes the headers and responses of an operation that uses `sendDownload`. @param mediaTypes media types that the file can have */
export function describeDownload(
  ...mediaTypes: readonly string[]
): Required<Pick<OperationDescription, "headers" | "responses">> {
  const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]));
  return {
    headers: conditions,
    responses: {
      200: { description: "The content.", content, headers: attachment },
      206: {
        description: "The requested range of the content.",
        content,
        headers: { ...attachment, "Content-Range": contentRange },
      },
      304: { description: "The client's copy is current.", headers: { ETag: etag } },
    },
  };
}
