import type { Context } from "hono";
import { BodyError, parseJson, requireJsonType } from "../../server/adapter.ts";
import type { BoundaryEnv } from "./hono-boundary.ts";

/**
 * Reads the JSON body of a request that is behind `honoBoundary`, which has capped it.
 *
 * @throws BodyError `unsupported_media` when Content-Type is not JSON in UTF-8 or the body is compressed, `malformed_body` when the body is
 * empty, not UTF-8 or not JSON, `body_too_large`, `request_timeout` when it has not arrived within the boundary's `bodyDeadlineMs`
 */
export async function readJsonBody<E extends BoundaryEnv>(c: Context<E>): Promise<unknown> {
  requireJsonType(c.req.header("content-type"), c.req.header("content-encoding"));
  return parseJson(await bodyBytes(c));
}

/** Reads the bytes of a body, which Hono keeps for whoever reads it again. @throws BodyError `body_too_large`, `request_timeout` */
export async function bodyBytes<E extends BoundaryEnv>(c: Context<E>): Promise<Uint8Array> {
  return new Uint8Array(await inTime(c.req.arrayBuffer(), c.get("errata").bodyDeadlineMs));
}

function inTime<Result>(work: Promise<Result>, deadlineMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new BodyError("request_timeout", `The body must arrive within ${deadlineMs} ms.`)),
      deadlineMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
