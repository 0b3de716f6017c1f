/** Calls an API and handles each of its errors. Start the API with npm start, then run: node --conditions=errata-source --import tsx examples/client.ts http://localhost:4000/imaging KEY */
import { type ApiOf, client, contractMetadata, match } from "errata/client";
import { imaging } from "../services/imaging/contract.ts";

/** Reads a customer and returns the outcome as one line. */
export async function readCustomer(baseUrl: string, key: string, customerId: string): Promise<string> {
  const api = client<ApiOf<typeof imaging>>({
    baseUrl,
    metadata: contractMetadata(imaging),
    headers: { authorization: `Bearer ${key}` },
    onRetry: ({ error, delayMs }) => console.warn(`${error.code}, retrying in ${delayMs} ms`),
  });
  const result = await api.try("GET /v1/customers/{customerId}", { params: { customerId } });
  if (result.ok) return "found";
  return match(result.error, {
    CUSTOMER_NOT_FOUND: () => `there is no customer ${customerId}`,
    UNAUTHENTICATED: () => "send a key",
    INVALID_API_KEY: () => "create a new key",
    RATE_LIMITED: ({ retryAfterMs }) => `retry in ${retryAfterMs} ms`,
    VALIDATION_FAILED: ({ details }) => details.map(({ field, message }) => `${field}: ${message}`).join(", "),
    INTERNAL_ERROR: ({ requestId }) => `contact support about the request ${requestId}`,
    _: (error) => String(error),
  });
}

const [, script, baseUrl, key] = process.argv;
if (script?.endsWith("client.ts") && baseUrl && key) console.log(await readCustomer(baseUrl, key, "cus_1"));
