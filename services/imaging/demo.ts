import { type NewAccount, openAccount } from "./partners/open-account.ts";
import type { ImagingService } from "./service.ts";

/** A tenant to try the API with. */
export interface DemoTenant {
  /** Name of the tenant in scripts: `demo.json` keeps its key under it. */
  readonly name: string;
  readonly partnerId: string;
  /** What can be met with it. */
  readonly about: string;
  readonly account: NewAccount;
}

const everyPlan = [
  { id: "pocket", retailPrice: 29 },
  { id: "starter", retailPrice: 99 },
  { id: "professional", retailPrice: 249 },
  // Offered, but not priced yet.
  { id: "clinic" },
];

/** One tenant for each state of an account, so that each code can be met by hand. */
export const demoTenants: readonly DemoTenant[] = [
  {
    name: "acme",
    partnerId: "par_00000000000000000000a001",
    about: "sells every plan but one, whose pricing is not complete",
    account: { name: "Acme Imaging", tier: "reseller", credits: 5_000, plans: everyPlan },
  },
  {
    name: "pinch",
    partnerId: "par_00000000000000000000a002",
    about: "has 50 credits left",
    account: { name: "Pinch Radiology", tier: "reseller", credits: 50, plans: everyPlan },
  },
  {
    name: "trial",
    partnerId: "par_00000000000000000000a003",
    about: "is a trial that has ended",
    account: { name: "Trial Clinic", tier: "reseller", credits: 500, trialEndsAt: 1_767_225_600_000, plans: everyPlan },
  },
  {
    name: "developer",
    partnerId: "par_00000000000000000000a004",
    about: "has a tier that may not sell",
    account: { name: "Developer Sandbox", tier: "developer", credits: 500, plans: everyPlan },
  },
  {
    name: "inactive",
    partnerId: "par_00000000000000000000a005",
    about: "is inactive: its key is refused",
    account: { name: "Closed Practice", tier: "reseller", isActive: false, plans: everyPlan },
  },
];

/** Opens the demo tenants. Repeating it changes nothing. */
export async function openDemoTenants({ backend }: ImagingService): Promise<void> {
  for (const { account, partnerId } of demoTenants) await openAccount(backend, account, partnerId);
}
