import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import { anHourAgo, type Credential, type Demo, isGoodKey, mintOnlyKey, type Try } from "../shared/api/index.ts";
import { accountKeys } from "./accounts/account.ts";
import { type NewAccount, openAccount } from "./accounts/open-account.ts";
import type { Backend } from "./backend.ts";

interface DemoAccount {
  /** The name of its key in `demo.json`. */
  readonly name: string;
  readonly accountId: string;
  readonly about: string;
  readonly account: NewAccount;
  readonly scopes: readonly string[];
  /** Whether its key has expired. @default false */
  readonly hasExpiredKey?: boolean;
}

/** One account for each state, so that every code can be caused by hand. */
const accounts: readonly DemoAccount[] = [
  {
    name: "lab",
    accountId: "acc_00000000000000000000b001",
    about: "has every scope",
    account: { name: "Lab", plan: "team" },
    scopes: ["*"],
  },
  {
    name: "viewer",
    accountId: "acc_00000000000000000000b005",
    about: "has a read-only key",
    account: { name: "Viewer", plan: "free" },
    scopes: ["account:read", "images:read", "rules:read", "analyses:read"],
  },
  {
    name: "pinch",
    accountId: "acc_00000000000000000000b002",
    about: "has 20 kB of storage and one image a month",
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
    about: "is closed, so its key is deactivated",
    account: { name: "Closed", plan: "free", isActive: false },
    scopes: ["*"],
  },
  {
    name: "lapsed",
    accountId: "acc_00000000000000000000b006",
    about: "has a key that has expired",
    account: { name: "Lapsed", plan: "free" },
    scopes: ["*"],
    hasExpiredKey: true,
  },
  {
    name: "busy",
    accountId: "acc_00000000000000000000b007",
    about: "is for trying the rate limit, which then blocks it for a minute",
    account: { name: "Busy", plan: "free" },
    scopes: ["*"],
  },
];

/** Creates the demo accounts. Repeating it changes nothing. @param known keys of an earlier start, by account name */
export async function openDemo(backend: Backend, known: Readonly<Record<string, string>>): Promise<Demo> {
  const keys = { ...backend, format: accountKeys };
  const credentials: Credential[] = [];
  for (const { name, accountId, about, account, scopes, hasExpiredKey } of accounts) {
    await openAccount(backend, account, accountId);
    const earlier = known[name];
    const isKept = earlier !== undefined && (await isGoodKey(keys, accountId, earlier));
    credentials.push({
      name,
      about,
      secret: isKept ? earlier : await mintOnlyKey(keys, accountId, scopes, hasExpiredKey ? anHourAgo(backend) : null),
    });
    backend.authenticate.forgetTenant(accountId);
  }
  const secrets = Object.fromEntries(credentials.map(({ name, secret }) => [name, secret]));
  const image = newImage();
  return { credentials, tries: (url) => tries(url, secrets, image) };
}

function tries(url: string, secrets: Readonly<Record<string, string>>, image: Buffer): readonly Try[] {
  const as = (name: string): string => `-H 'Authorization: Bearer ${secrets[name]}'`;
  const png = `-H 'Content-Type: image/png' --data-binary @<(echo ${image.toString("base64")} | base64 -d)`;
  return [
    {
      response: "201, an image of 8 by 8 pixels; if repeated, 409 without a code",
      command: `curl -s ${url}/v1/images ${as("lab")} ${png}`,
    },
    {
      response: "404, a message without a code, in the envelope of the framework's layer",
      command: `curl -si ${url}/v1/rules/rul_0 ${as("lab")}`,
    },
    {
      response: "403 AUTHZ_ERROR, because the key is read-only",
      command: `curl -si ${url}/v1/analyses ${as("viewer")} -X POST`,
    },
  ];
}

/**
 * Returns a unique grey image of 8 by 8 pixels, so that the first command stores a new one after every start. It is encoded
 * here, because loading an image library would delay every start.
 */
function newImage(): Buffer {
  const side = 8;
  const header = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 0, 0, 0, 0]);
  // Each row begins with the number of its filter; 0 is none.
  const rows = Array.from({ length: side }, () => Buffer.concat([Buffer.of(0), randomBytes(side)]));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", header),
    pngChunk("IDAT", deflateSync(Buffer.concat(rows))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}
