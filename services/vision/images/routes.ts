import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { type ByteRange, readUpload, sendDownload } from "../../shared/files/index.ts";
import { idParam } from "../../shared/http/index.ts";
import { readDigest } from "../../shared/idempotency/index.ts";
import { requirePaid } from "../accounts/account.ts";
import type { Backend } from "../backend.ts";
import { vision } from "../contract.ts";
import { invalidForm, type VisionEnv, type VisionOnce } from "../http.ts";
import { deleteImage } from "./delete-image.ts";
import { findImage, ImageQuery, listImages, toWire } from "./image.ts";
import { rawImageTypes } from "./image-types.ts";
import { imageTooLarge, maxImageBytes, storeImage } from "./store-image.ts";

/** Adds the routes of images. */
export function imageRoutes(app: Hono<VisionEnv>, backend: Backend, once: VisionOnce): void {
  const { sql } = backend.store;

  app.post("/v1/images", async (c) => {
    const account = c.get("account");
    requirePaid(account);
    const maxBytes = await maxImageBytes(backend, account);
    const form = { rawTypes: rawImageTypes, formError: invalidForm, idleMs: backend.uploadIdleMs };
    return await once(
      c,
      (finish) => readUpload(c, form, (upload) => storeImage(backend, account, upload, maxBytes, finish)),
      { digest: () => readDigest(c, { ...form, maxBytes, tooLarge: () => imageTooLarge(maxBytes) }) },
    );
  });

  app.get("/v1/images", async (c) => {
    return c.json(await listImages(sql, c.get("account"), await validateQuery(c, ImageQuery)));
  });

  app.get("/v1/images/:imageId", async (c) => {
    return c.json(toWire(await findImage(sql, c.get("account"), idParam(c, "imageId"))));
  });

  app.get("/v1/images/:imageId/content", async (c) => {
    const image = await findImage(sql, c.get("account"), idParam(c, "imageId"));
    const { id, bytes, file_name: fileName, media_type: mediaType, sha256 } = image;
    const read = (range?: ByteRange) => backend.files.read(id, bytes, range);
    return await sendDownload(c, { fileName, mediaType, bytes, sha256, read }, vision.error);
  });

  app.delete("/v1/images/:imageId", async (c) => {
    return c.json(await deleteImage(backend, c.get("account"), idParam(c, "imageId")));
  });
}
