import { Readable } from "node:stream";
import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { readUpload } from "../../shared/files/index.ts";
import { idParam } from "../../shared/http/index.ts";
import { requirePaid } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import type { VisionEnv } from "../http.ts";
import { refuseForm } from "../invalid-field.ts";
import { deleteImage } from "./delete-image.ts";
import { findImage, viewImage } from "./image.ts";
import { rawImageTypes } from "./image-types.ts";
import { ImageQuery, listImages } from "./list-images.ts";
import { largestImage, storeImage } from "./store-image.ts";

/** Adds the images of an account. */
export function imageRoutes(app: Hono<VisionEnv>, backend: Backend): void {
  const { sql } = backend.store;

  app.post("/v1/images", async (c) => {
    const account = c.get("account");
    requirePaid(account);
    const maxBytes = await largestImage(backend, account);
    const form = { rawTypes: rawImageTypes, formError: refuseForm, idleMs: backend.uploadIdleMs };
    const image = await readUpload(c, form, (upload) => storeImage(backend, account, upload, maxBytes));
    return c.json(viewImage(image), 201);
  });

  app.get("/v1/images", async (c) => {
    return c.json(await listImages(backend, c.get("account"), await validateQuery(c, ImageQuery)));
  });

  app.get("/v1/images/:imageId", async (c) => {
    return c.json(viewImage(await findImage(sql, c.get("account"), idParam(c, "imageId"))));
  });

  app.get("/v1/images/:imageId/content", async (c) => {
    const { id, bytes, media_type, sha256 } = await findImage(sql, c.get("account"), idParam(c, "imageId"));
    if (isKnown(c.req.header("if-none-match"), sha256)) return c.body(null, 304, { ETag: `"${sha256}"` });
    const content = Readable.toWeb(await backend.files.read(id, bytes)) as ReadableStream;
    return c.body(content, 200, {
      "Content-Type": media_type,
      "Content-Length": String(bytes),
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "private, no-store",
      ETag: `"${sha256}"`,
    });
  });

  app.delete("/v1/images/:imageId", async (c) => {
    await deleteImage(backend, c.get("account"), idParam(c, "imageId"));
    return c.body(null, 204);
  });
}

/** Tells whether the caller has these bytes already. @see RFC 9110 section 13.1.2 (If-None-Match) */
function isKnown(ifNoneMatch: string | undefined, sha256: string): boolean {
  return ifNoneMatch?.trim() === "*" || ifNoneMatch?.includes(`"${sha256}"`) === true;
}
