import { type Credential, type Demo, isGoodKey, mintOnlyKey, type Try } from "../shared/api/index.ts";
import { scribeKeys } from "./accounts/account.ts";
import { type NewAccount, openAccount } from "./accounts/open-account.ts";
import { sections } from "./accounts/template.ts";
import type { Backend } from "./backend.ts";

interface DemoAccount {
  /** The name of its key in `demo.json`. */
  readonly name: string;
  readonly accountId: string;
  readonly about: string;
  readonly account: NewAccount;
  readonly scopes: readonly string[];
}

const template = { sections: [...sections], maxSentences: 5 };

/** One account for each state, so that every code can be caused by hand. */
const accounts: readonly DemoAccount[] = [
  {
    name: "clinic",
    accountId: "acc_00000000000000000000c001",
    about: "writes notes with the built-in provider",
    account: { name: "Example Clinic", provider: "extractive", template },
    scopes: ["*"],
  },
  {
    name: "model",
    accountId: "acc_00000000000000000000c002",
    about: "writes notes with the model at ERRATA_PROVIDER_URL, if that is set",
    account: { name: "Model Practice", provider: "chat", template },
    scopes: ["*"],
  },
  {
    name: "unset",
    accountId: "acc_00000000000000000000c003",
    about: "is not configured yet, so it cannot write notes",
    account: { name: "New Practice" },
    scopes: ["*"],
  },
  {
    name: "reader",
    accountId: "acc_00000000000000000000c004",
    about: "has a read-only key",
    account: { name: "Reading Room", provider: "extractive", template },
    scopes: ["account:read", "patients:read", "consultations:read", "scribes:read"],
  },
  {
    name: "closed",
    accountId: "acc_00000000000000000000c005",
    about: "is inactive",
    account: { name: "Closed Practice", isActive: false },
    scopes: ["*"],
  },
  {
    name: "busy",
    accountId: "acc_00000000000000000000c006",
    about: "is for trying the rate limit, which then blocks it for a minute",
    account: { name: "Busy Hospital" },
    scopes: ["*"],
  },
];

/** Creates the demo accounts. Repeating it changes nothing. @param known keys of an earlier start, by account name */
export async function openDemo(backend: Backend, known: Readonly<Record<string, string>>): Promise<Demo> {
  const keys = { ...backend, format: scribeKeys };
  const credentials: Credential[] = [];
  for (const { name, accountId, about, account, scopes } of accounts) {
    await openAccount(backend, account, accountId);
    const earlier = known[name];
    const isKept = earlier !== undefined && (await isGoodKey(keys, accountId, earlier));
    credentials.push({ name, about, secret: isKept ? earlier : await mintOnlyKey(keys, accountId, scopes) });
    backend.authenticate.forgetTenant(accountId);
  }
  const clinic = credentials.find(({ name }) => name === "clinic")?.secret ?? "";
  return { credentials, tries: (url) => tries(url, clinic) };
}

function tries(url: string, key: string): readonly Try[] {
  const post = (path: string, body: object, secret = key): string =>
    `curl -s ${url}${path} -H 'Authorization: Bearer ${secret}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  return [
    {
      response: '201, a patient whose country is "DE"',
      command: post("/v1/patients", { name: "Ada Example", idCountry: "Germany" }),
    },
    {
      response: "400 parameter_missing, with the name of the field",
      command: post("/v1/patients", { idCountry: "DEU" }),
    },
    {
      response: "401 authentication_required",
      command: post("/v1/patients", { name: "Ada Example" }, "scr_live_wrong"),
    },
  ];
}
