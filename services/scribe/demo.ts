import { type NewAccount, openAccount } from "./accounts/open-account.ts";
import { sections } from "./accounts/template.ts";
import type { Backend } from "./backend.ts";

/** An account to try the API with. */
export interface DemoAccount {
  /** Name of the account in scripts: `demo.json` keeps its key under it. */
  readonly name: string;
  readonly accountId: string;
  /** What can be met with it. */
  readonly about: string;
  readonly account: NewAccount;
  readonly scopes: readonly string[];
}

const template = { sections: [...sections], maxSentences: 5 };

/** One account for each state, so that each code can be met by hand. */
export const demoAccounts: readonly DemoAccount[] = [
  {
    name: "clinic",
    accountId: "acc_00000000000000000000c001",
    about: "makes notes with the built-in provider",
    account: { name: "Example Clinic", provider: "extractive", template },
    scopes: ["*"],
  },
  {
    name: "model",
    accountId: "acc_00000000000000000000c002",
    about: "makes notes with the model of ERRATA_PROVIDER_URL, where one is set",
    account: { name: "Model Practice", provider: "chat", template },
    scopes: ["*"],
  },
  {
    name: "unset",
    accountId: "acc_00000000000000000000c003",
    about: "has not been configured: no notes until it is",
    account: { name: "New Practice" },
    scopes: ["*"],
  },
  {
    name: "reader",
    accountId: "acc_00000000000000000000c004",
    about: "has a key that may only read",
    account: { name: "Reading Room", provider: "extractive", template },
    scopes: ["account:read", "patients:read", "consultations:read", "scribes:read"],
  },
  {
    name: "closed",
    accountId: "acc_00000000000000000000c005",
    about: "is not active",
    account: { name: "Closed Practice", isActive: false },
    scopes: ["*"],
  },
];

/** Opens the demo accounts. Repeating it changes nothing. */
export async function openDemoAccounts(backend: Backend): Promise<void> {
  for (const { account, accountId } of demoAccounts) await openAccount(backend, account, accountId);
}
