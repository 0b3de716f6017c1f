import type { OperationDescription } from "errata/openapi";
import { describeDownload } from "../../shared/files/index.ts";
import { fileForm, Id, pageOf } from "../../shared/http/index.ts";
import { DeletedImage } from "./delete-image.ts";
import { ImageQuery, ImageView } from "./image.ts";
import { rawImageTypes, storedImageTypes } from "./image-types.ts";

const tag = "Images";
const path = { imageId: Id.describe("Id of the image.") };

const bytesOf = (mediaTypes: readonly string[]) => Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]));

/** Inputs and outputs of the operations of images. */
export const imageOperations = {
  "POST /v1/images": {
    tag,
    summary: "Uploads an image.",
    description:
      "Needs the scope `images:write`. The image is a PNG, JPEG, WebP, GIF or AVIF file of at most 20 MiB and 50 million pixels.",
    content: {
      "multipart/form-data": fileForm("The image, with its file name."),
      ...bytesOf(rawImageTypes),
    },
    responses: { 201: { description: "The image.", body: ImageView } },
  },
  "GET /v1/images": {
    tag,
    summary: "Lists the images, newest first.",
    description: "Needs the scope `images:read`.",
    query: ImageQuery,
    responses: { 200: { description: "A page of images.", body: pageOf(ImageView) } },
  },
  "GET /v1/images/{imageId}": {
    tag,
    summary: "Returns an image, without its content.",
    description: "Needs the scope `images:read`.",
    path,
    responses: { 200: { description: "The image.", body: ImageView } },
  },
  "GET /v1/images/{imageId}/content": {
    tag,
    summary: "Downloads an image.",
    description: "Needs the scope `images:read`.",
    path,
    ...describeDownload(...storedImageTypes),
  },
  "DELETE /v1/images/{imageId}": {
    tag,
    summary: "Deletes an image and releases its storage.",
    description: "Needs the scope `images:write`. Its analyses remain.",
    path,
    responses: { 200: { description: "What was deleted.", body: DeletedImage } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
