/** Calls an API and acts on each way in which it can refuse. Start it first: npm start; then: node --conditions=errata-source --import tsx examples/client.ts http://localhost:4000/imaging KEY */
import { type ApiOf, client, contractMetadata, match } from "errata/client";
import { imaging } from "../services/imaging/contract.ts";

/** Tries to read a customer; says in one line how it went. */
export async function readCustomer(baseUrl: string, key: string, customerId: string): Promise<string> {
  const api = client<ApiOf<typeof imaging>>({
    baseUrl,
    metadata: contractMetadata(imaging),
    headers: { authorization: `Bearer ${key}` },
    onRetry: ({ error, delayMs }) => console.warn(`${error.code}, again in ${delayMs} ms`),
  });
  const result = await api.try("GET /v1/customers/{customerId}", { params: { customerId } });
  if (result.ok) return "found";
  return match(result.error, {
    CUSTOMER_NOT_FOUND: () => `there is no customer ${customerId}`,
    UNAUTHENTICATED: () => "send a key",
    INVALID_API_KEY: () => "make a new key",
    RATE_LIMITED: ({ retryAfterMs }) => `come back in ${retryAfterMs} ms`,
    VALIDATION_FAILED: ({ details }) => details.map(({ field, message }) => `${field}: ${message}`).join(", "),
    INTERNAL_ERROR: ({ requestId }) => `tell support about ${requestId}`,
    _: (error) => String(error),
  });
}

const [, script, baseUrl, key] = process.argv;
if (script?.endsWith("client.ts") && baseUrl && key) console.log(await readCustomer(baseUrl, key, "cus_1"));
