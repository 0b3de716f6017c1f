import type { Api, Credential } from "../launch/api.ts";
import { imaging } from "./contract.ts";
import { demoTenants, isGoodKey, mintOnlyKey, openDemoTenants } from "./demo.ts";
import type { ImagingService } from "./service.ts";

/** Shows the service to the launcher. */
export function imagingApi(service: ImagingService): Api {
  return {
    name: "imaging",
    about: "A partner API for medical imaging",
    contract: imaging,
    mount: (root) => void root.route("/imaging", service.app),
    start: () => service.indexer.start(),
    stop: () => service.indexer.stop(),
    async demo(known) {
      await openDemoTenants(service);
      const credentials: Credential[] = [];
      for (const { name, partnerId, about } of demoTenants) {
        const old = known[name];
        const isKept = old !== undefined && (await isGoodKey(service, partnerId, old));
        credentials.push({ name, about, secret: isKept ? old : await mintOnlyKey(service, partnerId) });
      }
      const keyOf = (name: string): string => credentials.find((one) => one.name === name)?.secret ?? "";
      return { credentials, tries: (url) => tries(url, keyOf) };
    },
  };
}

function tries(url: string, keyOf: (name: string) => string): readonly string[] {
  const create = (key: string, body: object): string =>
    `curl -s ${url}/v1/customers -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  const customer = {
    name: "Dr. Ada Example",
    email: "ada@example.com",
    planId: "professional",
    addOns: ["second-reader"],
  };
  return [
    create(keyOf("acme"), customer),
    create(keyOf("pinch"), customer),
    `curl -si ${url}/v1/customers -H 'Authorization: Bearer ${keyOf("inactive")}'`,
  ];
}
