import { type Credential, type Demo, isGoodKey, mintOnlyKey, type Try } from "../shared/api/index.ts";
import type { Backend } from "./backend.ts";
import { partnerKeyFormats } from "./partners/caller.ts";
import { type NewAccount, openAccount } from "./partners/open-account.ts";

interface Tenant {
  /** The name of its key in `demo.json`. */
  readonly name: string;
  readonly partnerId: string;
  readonly about: string;
  readonly account: NewAccount;
}

const plans: NewAccount["plans"] = [
  { id: "pocket", retailPrice: 29 },
  { id: "starter", retailPrice: 99 },
  { id: "professional", retailPrice: 249 },
  // Offered, but not priced.
  { id: "clinic" },
];

/** One tenant for each state of an account, so that every code can be caused by hand. */
const tenants: readonly Tenant[] = [
  {
    name: "acme",
    partnerId: "par_00000000000000000000a001",
    about: "can sell every plan except one, whose pricing is incomplete",
    account: { name: "Acme Imaging", tier: "reseller", credits: 5_000, plans },
  },
  {
    name: "pinch",
    partnerId: "par_00000000000000000000a002",
    about: "has 50 credits left",
    account: { name: "Pinch Radiology", tier: "reseller", credits: 50, plans },
  },
  {
    name: "trial",
    partnerId: "par_00000000000000000000a003",
    about: "has a trial that has ended",
    account: { name: "Trial Clinic", tier: "reseller", credits: 500, trialEndsAt: 1_767_225_600_000, plans },
  },
  {
    name: "developer",
    partnerId: "par_00000000000000000000a004",
    about: "has a tier that cannot sell",
    account: { name: "Developer Sandbox", tier: "developer", credits: 500, plans },
  },
  {
    name: "inactive",
    partnerId: "par_00000000000000000000a005",
    about: "is inactive, so its key is rejected",
    account: { name: "Closed Practice", tier: "reseller", isActive: false, plans },
  },
  {
    name: "busy",
    partnerId: "par_00000000000000000000a006",
    about: "is for trying the rate limit, which then blocks it for a minute",
    account: { name: "Busy Hospital", tier: "developer", plans },
  },
];

/** Creates the demo tenants. Repeating it changes nothing. @param known keys of an earlier start, by tenant name */
export async function openDemo(backend: Backend, known: Readonly<Record<string, string>>): Promise<Demo> {
  const keys = { ...backend, format: partnerKeyFormats.live };
  const credentials: Credential[] = [];
  for (const { name, partnerId, about, account } of tenants) {
    await openAccount(backend, account, partnerId);
    const earlier = known[name];
    const isKept = earlier !== undefined && (await isGoodKey(keys, partnerId, earlier));
    credentials.push({ name, about, secret: isKept ? earlier : await mintOnlyKey(keys, partnerId) });
    backend.authenticate.forgetTenant(partnerId);
  }
  const secrets = Object.fromEntries(credentials.map(({ name, secret }) => [name, secret]));
  return { credentials, tries: (url) => tries(url, secrets) };
}

function tries(url: string, { acme, pinch, inactive }: Readonly<Record<string, string>>): readonly Try[] {
  const customer = JSON.stringify({
    name: "Dr. Ada Example",
    // A new address at each start, so that the first command always creates a customer.
    email: `ada-${Date.now().toString(36)}@example.com`,
    planId: "professional",
    addOns: ["second-reader"],
  });
  const create = (key: string | undefined): string =>
    `curl -s ${url}/v1/customers -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${customer}'`;
  return [
    { response: "201, a customer for 150 credits; if repeated, 409 CUSTOMER_EXISTS", command: create(acme) },
    { response: "400 INSUFFICIENT_CREDITS, with the required and the current credits", command: create(pinch) },
    {
      response: "401 INVALID_API_KEY, because the account is inactive",
      command: `curl -si ${url}/v1/customers -H 'Authorization: Bearer ${inactive}'`,
    },
  ];
}
