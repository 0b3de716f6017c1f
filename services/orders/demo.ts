import type { Credential } from "../shared/api/index.ts";
import { scopesOfRole } from "./accounts/caller.ts";
import { addUser, openAccount } from "./accounts/open-account.ts";
import type { OrdersService } from "./service.ts";

/** A user to try the API with. */
interface DemoUser {
  /** Name of the user in scripts: `demo.json` keeps its token under it. */
  readonly name: string;
  readonly userId: string;
  readonly accountId: string;
  readonly role: "admin" | "member";
  /** What can be met with it. */
  readonly about: string;
}

const accounts = [
  { id: "oac_00000000000000000000a001", name: "Paperworks", planId: "business" },
  { id: "oac_00000000000000000000a002", name: "Corner Shop", planId: "free" },
];

const [paperworks = "", corner = ""] = accounts.map(({ id }) => id);

/** Users of two accounts: one that may do everything, and one whose plan soon ends. */
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
    about: "is a member of ada's account: her orders are not his",
  },
  {
    name: "cleo",
    userId: "ous_00000000000000000000a003",
    accountId: corner,
    role: "admin",
    about: "has the free plan: 20 orders and 50 units a month, 5 to an order, no XLSX",
  },
];

const dayMs = 24 * 60 * 60 * 1000;
const lifeDays = 90;

/** Opens the demo's accounts and gives each user a token, the known one where it is good for a month yet. */
export async function openDemo(
  { backend }: OrdersService,
  known: Readonly<Record<string, string>>,
): Promise<readonly Credential[]> {
  for (const { id, name, planId } of accounts) await openAccount(backend, { name, planId }, id);
  const credentials: Credential[] = [];
  for (const { name, userId, accountId, role, about } of users) {
    await addUser(backend, accountId, { name, role }, userId);
    const old = known[name];
    const isKept = old !== undefined && (await isGood(backend, old, userId));
    const secret = isKept ? old : await backend.tokens.issue(userId, scopesOfRole[role], lifeDays * 24 * 60 * 60);
    credentials.push({ name, secret, about });
  }
  return credentials;
}

async function isGood(
  { store, tokens, clock }: OrdersService["backend"],
  token: string,
  userId: string,
): Promise<boolean> {
  try {
    const claims = await tokens.read(`Bearer ${token}`);
    // Whoever tried the API may have ended all tokens of this user.
    const [user] = await store.sql<{ tokens_valid_from: number }>`
      SELECT tokens_valid_from FROM orders_users WHERE id = ${userId}`;
    const isRevoked = user === undefined || claims.issuedAt < user.tokens_valid_from;
    return claims.userId === userId && !isRevoked && claims.expiresAt > clock() + 30 * dayMs;
  } catch {
    return false;
  }
}
