import { type NewAccount, openAccount } from "./accounts/open-account.ts";
import type { VisionService } from "./service.ts";

/** An account to try the API with. */
export interface DemoAccount {
  /** Name in scripts: `demo.json` keeps its key under it. */
  readonly name: string;
  readonly accountId: string;
  /** What can be met with it. */
  readonly about: string;
  readonly account: NewAccount;
  readonly scopes: readonly string[];
}

/** One account for each state, so that each code can be met by hand. */
export const demoAccounts: readonly DemoAccount[] = [
  {
    name: "lab",
    accountId: "acc_00000000000000000000b001",
    about: "may do everything",
    account: { name: "Lab", plan: "team" },
    scopes: ["*"],
  },
  {
    name: "viewer",
    accountId: "acc_00000000000000000000b005",
    about: "has a key that may only read",
    account: { name: "Viewer", plan: "free" },
    scopes: ["account:read", "images:read", "rules:read", "analyses:read"],
  },
  {
    name: "pinch",
    accountId: "acc_00000000000000000000b002",
    about: "has room for 20 kB, and one image a month",
    account: { name: "Pinch", plan: "free", storageBytes: 20_000, monthlyImages: 1 },
    scopes: ["*"],
  },
  {
    name: "overdue",
    accountId: "acc_00000000000000000000b003",
    about: "has a subscription that is past due",
    account: { name: "Overdue", plan: "team", subscription: "past_due" },
    scopes: ["*"],
  },
  {
    name: "closed",
    accountId: "acc_00000000000000000000b004",
    about: "is closed: its key is deactivated",
    account: { name: "Closed", plan: "free", isActive: false },
    scopes: ["*"],
  },
];

/** Opens the demo accounts. Repeating it changes nothing. */
export async function openDemoAccounts({ backend }: VisionService): Promise<void> {
  for (const { account, accountId } of demoAccounts) await openAccount(backend, account, accountId);
}
