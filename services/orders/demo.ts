import type { Credential, Demo, Try } from "../shared/api/index.ts";
import { newId } from "../shared/http/index.ts";
import { addUser, openAccount } from "./accounts/account.ts";
import { type Role, scopesOfRole } from "./accounts/caller.ts";
import { commitUsage, readUsage, reserveUsage } from "./accounts/usage.ts";
import type { Backend } from "./backend.ts";

interface DemoUser {
  /** The name of its token in `demo.json`. */
  readonly name: string;
  readonly userId: string;
  readonly accountId: string;
  readonly role: Role;
  readonly about: string;
  /** Lifetime of its token in days; negative if it has expired. @default 90 */
  readonly tokenDays?: number;
}

const accounts = [
  { id: "oac_00000000000000000000a001", name: "Paperworks", planId: "business" },
  { id: "oac_00000000000000000000a002", name: "Corner Shop", planId: "free" },
  { id: "oac_00000000000000000000a003", name: "Spent", planId: "free" },
  { id: "oac_00000000000000000000a004", name: "Hasty", planId: "business", deadlineMs: 30 },
];

const [paperworks = "", corner = "", spent = "", hasty = ""] = accounts.map(({ id }) => id);

/** Users of an account with every feature, and of one whose plan is soon used up. */
const users: readonly DemoUser[] = [
  {
    name: "ada",
    userId: "ous_00000000000000000000a001",
    accountId: paperworks,
    role: "admin",
    about: "administers an account with a large plan",
  },
  {
    name: "bob",
    userId: "ous_00000000000000000000a002",
    accountId: paperworks,
    role: "member",
    about: "is a member of ada's account, without access to her orders",
  },
  {
    name: "cleo",
    userId: "ous_00000000000000000000a003",
    accountId: corner,
    role: "admin",
    about: "has the free plan: 20 orders and 50 units per month, 5 per order, no XLSX",
  },
  {
    name: "dora",
    userId: "ous_00000000000000000000a004",
    accountId: spent,
    role: "admin",
    about: "has the free plan, and has used all units of this month",
  },
  {
    name: "hugo",
    userId: "ous_00000000000000000000a005",
    accountId: hasty,
    role: "admin",
    about: "has a time limit of 30 ms per order, so that long orders time out",
  },
  {
    name: "busy",
    userId: "ous_00000000000000000000a006",
    accountId: paperworks,
    role: "member",
    about: "is for trying the rate limit, which then blocks this user for a minute",
  },
  {
    name: "stale",
    userId: "ous_00000000000000000000a007",
    accountId: paperworks,
    role: "member",
    about: "has a token that has expired",
    tokenDays: -1,
  },
];

/** An order of ada that was never confirmed. */
const expiredOrderId = "ord_00000000000000000000a001";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Creates the demo accounts and users. Repeating it changes nothing.
 *
 * @param known tokens of an earlier start, by user name; those that are valid for another 30 days are kept
 */
export async function openDemo(backend: Backend, known: Readonly<Record<string, string>>): Promise<Demo> {
  for (const { id, ...account } of accounts) await openAccount(backend, account, id);
  const credentials: Credential[] = [];
  for (const { name, userId, accountId, role, about, tokenDays = 90 } of users) {
    await addUser(backend, accountId, { name, role }, userId);
    const earlier = known[name];
    const isKept = earlier !== undefined && (await isGoodToken(backend, earlier, userId, tokenDays));
    const { token: secret } = isKept
      ? { token: earlier }
      : await backend.tokens.issue(userId, scopesOfRole[role], tokenDays * 24 * 60 * 60);
    credentials.push({ name, secret, about });
  }
  await spendUnits(backend, spent);
  await insertExpiredOrder(backend);
  const tokens = Object.fromEntries(credentials.map(({ name, secret }) => [name, secret]));
  return { credentials, tries: (url) => tries(url, tokens) };
}

/** Uses all units of this month. */
async function spendUnits(backend: Backend, accountId: string): Promise<void> {
  const planId = "free";
  const { units } = await readUsage(backend, backend.store.sql, { accountId, planId });
  if (units.left === 0) return;
  const orderId = newId("ord");
  await backend.store.transaction(async (sql) => {
    await reserveUsage(backend, sql, { orderId, accountId, planId, units: units.left });
    await commitUsage(backend, sql, orderId, units.left);
  });
}

/** Inserts an order that has expired, because a new one expires only after a day. */
async function insertExpiredOrder({ store, clock }: Backend): Promise<void> {
  const createdAt = clock() - 2 * dayMs;
  await store.sql`
    INSERT INTO orders_orders (id, account_id, user_id, type, options, quantity, state, version, uploaded, deadline_ms,
      expires_at, created_at, updated_at)
    VALUES (${expiredOrderId}, ${paperworks}, ${users[0]?.userId ?? ""}, 'inspect', '{}', 1, 'expired', 1, 0, 1000,
      ${createdAt + dayMs}, ${createdAt}, ${createdAt + dayMs})
    ON CONFLICT (id) DO NOTHING`;
}

async function isGoodToken(
  { store, tokens, clock }: Backend,
  token: string,
  userId: string,
  tokenDays: number,
): Promise<boolean> {
  try {
    const claims = await tokens.read(`Bearer ${token}`);
    const [user] = await store.sql<{ tokens_valid_from: number }>`
      SELECT tokens_valid_from FROM orders_users WHERE id = ${userId}`;
    const isRevoked = user === undefined || claims.issuedAt < user.tokens_valid_from;
    return claims.userId === userId && !isRevoked && claims.expiresAt > clock() + 30 * dayMs;
  } catch (error) {
    return tokenDays < 0 && (error as { code?: unknown }).code === "AUTH_TOKEN_EXPIRED";
  }
}

function tries(url: string, { ada, cleo }: Readonly<Record<string, string>>): readonly Try[] {
  const create = (token: string | undefined, body: object): string =>
    `curl -s ${url}/v1/orders -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  return [
    {
      response: "201, an order that waits for its two images",
      command: create(ada, { type: "images_to_pdf", quantity: 2 }),
    },
    {
      response: "400 USAGE_LIMIT_EXCEEDED, because the plan allows a quantity of 5 per order",
      command: create(cleo, { type: "inspect", quantity: 6 }),
    },
    {
      response: "401 AUTH_TOKEN_INVALID_FORMAT",
      command: `curl -si ${url}/v1/orders -H 'Authorization: Bearer nonsense'`,
    },
  ];
}
