import type { Api, ServiceEnvironment, Try } from "../shared/api/index.ts";
import { orders } from "./contract.ts";
import { openDemo } from "./demo.ts";
import { type OrdersService, openOrders } from "./service.ts";

/**
 * Opens the service for the launcher. `ERRATA_WEBHOOK_ALLOW` may name networks that webhooks may be sent to although the
 * public cannot reach them, with commas between, such as `127.0.0.0/8`.
 */
export async function openOrdersApi(environment: ServiceEnvironment): Promise<Api> {
  const allow = (process.env.ERRATA_WEBHOOK_ALLOW ?? "").split(",").flatMap((network) => network.trim() || []);
  try {
    return ordersApi(await openOrders({ ...environment, webhooks: { allow } }));
  } catch (error) {
    // The networks are the only thing here that a person types.
    throw error instanceof TypeError && allow.length > 0
      ? new TypeError(`ERRATA_WEBHOOK_ALLOW: ${error.message}`)
      : error;
  }
}

/** Shows the service to the launcher. */
export function ordersApi(service: OrdersService): Api {
  return {
    name: "orders",
    about: "File jobs with quotas: images to PDF, tables to JSON or Excel, inspections",
    contract: orders,
    boundary: service.boundary,
    mount: (root) => void root.route("/orders", service.app),
    start: () => service.startJobs(),
    stop: () => service.stopJobs(),
    async demo(known) {
      const credentials = await openDemo(service, known);
      const tokenOf = (name: string): string => credentials.find((one) => one.name === name)?.secret ?? "";
      return { credentials, tries: (url) => tries(url, tokenOf) };
    },
  };
}

function tries(url: string, tokenOf: (name: string) => string): readonly Try[] {
  const create = (name: string, body: object): string =>
    `curl -s ${url}/v1/orders -H 'Authorization: Bearer ${tokenOf(name)}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  return [
    {
      answer: "201, an order that waits for its two images",
      command: create("ada", { type: "images_to_pdf", quantity: 2 }),
    },
    {
      answer: "400 USAGE_LIMIT_EXCEEDED, because the plan allows 5 to an order",
      command: create("cleo", { type: "inspect", quantity: 6 }),
    },
    {
      answer: "401 AUTH_TOKEN_INVALID_FORMAT",
      command: `curl -si ${url}/v1/orders -H 'Authorization: Bearer nonsense'`,
    },
  ];
}
