import type { Context } from "hono";
import { parseJson, requireJsonType } from "../index.ts";

/**
 * Reads the JSON body of a request that is behind `honoBoundary`, which has capped it.
 *
 * @throws BodyError `unsupported_media` when Content-Type is not JSON in UTF-8 or the body is compressed, `malformed_body` when the body is
 * empty, not UTF-8 or not JSON, `body_too_large`
 */
export async function jsonBody(c: Context): Promise<unknown> {
  requireJsonType(c.req.header("content-type"), c.req.header("content-encoding"));
  return parseJson(new Uint8Array(await c.req.arrayBuffer()));
}
