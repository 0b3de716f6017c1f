/** Adds retries, idempotency keys, a deadline and typed errors to a generated client, with one option. */
import { parseResponse, withErrata } from "errata/client";
import createClient from "openapi-fetch";

/** Output of `openapi-typescript`. */
interface Paths {
  "/things/{thingId}": {
    get: {
      parameters: { path: { thingId: string } };
      responses: { 200: { content: { "application/json": { name: string } } } };
    };
  };
}

/** Reads the name of a thing; on failure, returns the error as one line. */
export async function nameOf(baseUrl: string, thingId: string): Promise<string> {
  // For hey-api, the option is: client.setConfig({ fetch: withErrata() }).
  const api = createClient<Paths>({ baseUrl, fetch: withErrata() });
  const { data, response } = await api.GET("/things/{thingId}", { params: { path: { thingId } } });
  const error = await parseResponse(response);
  return error ? String(error) : (data?.name ?? "");
}
