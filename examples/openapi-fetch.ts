/** Gives a generated client retries, idempotency keys, a deadline and typed errors, in one line. */
import { parseResponse, withErrata } from "errata/client";
import createClient from "openapi-fetch";

/** What `openapi-typescript` writes. */
interface Paths {
  "/things/{thingId}": {
    get: {
      parameters: { path: { thingId: string } };
      responses: { 200: { content: { "application/json": { name: string } } } };
    };
  };
}

/** Reads a thing; says in one line what to do where that fails. */
export async function nameOf(baseUrl: string, thingId: string): Promise<string> {
  // The one line. Of hey-api: client.setConfig({ fetch: withErrata() }).
  const api = createClient<Paths>({ baseUrl, fetch: withErrata() });
  const { data, response } = await api.GET("/things/{thingId}", { params: { path: { thingId } } });
  const error = await parseResponse(response);
  return error ? String(error) : (data?.name ?? "");
}
