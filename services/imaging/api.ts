import type { Api, Credential, Try } from "../launch/api.ts";
import { isGoodKey, mintOnlyKey } from "../launch/demo-keys.ts";
import type { Place } from "../launch/place.ts";
import { imaging } from "./contract.ts";
import { demoTenants, openDemoTenants } from "./demo.ts";
import { partnerKeys } from "./partners/keys.ts";
import { type ImagingService, openImaging } from "./service.ts";

/** Opens the service for the launcher. */
export async function openImagingApi(place: Place): Promise<Api> {
  return imagingApi(await openImaging(place));
}

/** Shows the service to the launcher. */
export function imagingApi(service: ImagingService): Api {
  return {
    name: "imaging",
    about: "A partner API for medical imaging",
    contract: imaging,
    boundary: service.boundary,
    mount: (root) => void root.route("/imaging", service.app),
    start: () => service.startJobs(),
    stop: () => service.stopJobs(),
    async demo(known) {
      await openDemoTenants(service);
      const keys = { ...service.backend, format: partnerKeys.live };
      const credentials: Credential[] = [];
      for (const { name, partnerId, about } of demoTenants) {
        const old = known[name];
        const isKept = old !== undefined && (await isGoodKey(keys, partnerId, old));
        credentials.push({ name, about, secret: isKept ? old : await mintOnlyKey(keys, partnerId) });
        service.forgetPartner(partnerId);
      }
      const keyOf = (name: string): string => credentials.find((one) => one.name === name)?.secret ?? "";
      return { credentials, tries: (url) => tries(url, keyOf) };
    },
  };
}

function tries(url: string, keyOf: (name: string) => string): readonly Try[] {
  const create = (key: string, body: object): string =>
    `curl -s ${url}/v1/customers -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  const customer = {
    name: "Dr. Ada Example",
    // Another address at each start, so that the first line creates a customer every time.
    email: `ada-${Date.now().toString(36)}@example.com`,
    planId: "professional",
    addOns: ["second-reader"],
  };
  return [
    {
      answer: "201, a customer for 150 credits; sent again: 409 CUSTOMER_EXISTS",
      command: create(keyOf("acme"), customer),
    },
    { answer: "400 INSUFFICIENT_CREDITS, with what is missing", command: create(keyOf("pinch"), customer) },
    {
      answer: "401 INVALID_API_KEY, because the account is inactive",
      command: `curl -si ${url}/v1/customers -H 'Authorization: Bearer ${keyOf("inactive")}'`,
    },
  ];
}
