import { anHourAgo, type Credential, type Demo, isGoodKey, mintOnlyKey, type Try } from "../shared/api/index.ts";
import type { Backend } from "./backend.ts";
import { roleScope, workspaceKeys } from "./credentials/caller.ts";
import { hashPassword, isPassword } from "./credentials/password.ts";
import { createToken, tokenMs, verifyToken } from "./credentials/tokens.ts";
import { demoDesign } from "./designs/demo-design.ts";
import { createDesign, NewDesign } from "./designs/write-design.ts";
import { type NewWorkspace, openWorkspace } from "./workspaces/open-workspace.ts";

interface DemoWorkspace {
  /** The name of its key in `demo.json`. */
  readonly name: string;
  readonly workspaceId: string;
  readonly about: string;
  readonly workspace: NewWorkspace;
  /** Whether its key has expired. @default false */
  readonly hasExpiredKey?: boolean;
}

/** The workspace with every feature, and its owner, who can sign in. */
export const atlas = { workspaceId: "pdw_00000000000000000000a001", email: "ada@atlas.example" } as const;

const adaId = "mem_00000000000000000000a001";

/** One workspace for each state, so that every code can be caused by hand. */
const demoWorkspaces: readonly DemoWorkspace[] = [
  {
    name: "atlas",
    workspaceId: atlas.workspaceId,
    about: "has every feature and 5000 credits, one per document",
    workspace: { name: "Atlas", plan: "business", credits: 5_000 },
  },
  {
    name: "pinch",
    workspaceId: "pdw_00000000000000000000a002",
    about: "pays by the page, and has no credits left",
    workspace: { name: "Pinch", plan: "pro" },
  },
  {
    name: "overdue",
    workspaceId: "pdw_00000000000000000000a003",
    about: "has not paid its last invoice",
    workspace: { name: "Overdue", plan: "business", subscription: "past_due", credits: 100 },
  },
  {
    name: "free",
    workspaceId: "pdw_00000000000000000000a004",
    about: "has a plan without API keys",
    workspace: { name: "Free", plan: "free", credits: 10 },
  },
  {
    name: "lapsed",
    workspaceId: "pdw_00000000000000000000a005",
    about: "has a key that has expired",
    workspace: { name: "Lapsed", plan: "pro", credits: 10 },
    hasExpiredKey: true,
  },
];

/**
 * Creates the demo workspaces, each with a design. Repeating it changes nothing.
 *
 * @param known credentials of an earlier start, by name; those that still work are kept
 */
export async function openDemo(backend: Backend, known: Readonly<Record<string, string>>): Promise<Demo> {
  const credentials: Credential[] = [];
  const designIds: Record<string, string> = {};
  for (const demo of demoWorkspaces) {
    await openWorkspace(backend, demo.workspace, demo.workspaceId);
    designIds[demo.name] = await openDesign(backend, demo.workspaceId);
    credentials.push({ name: demo.name, about: demo.about, secret: await openKey(backend, demo, known[demo.name]) });
    backend.authenticate.forgetTenant(demo.workspaceId);
  }
  const about = `is the password of ${atlas.email}, owner of ${atlas.workspaceId}`;
  credentials.push({ name: "ada", about, secret: await openPassword(backend, known.ada) });
  const stale = await openStaleToken(backend, known.stale);
  credentials.push({ name: "stale", about: "is a token of ada that has expired", secret: stale });
  const secrets = Object.fromEntries(credentials.map(({ name, secret }) => [name, secret]));
  return { credentials, tries: (url) => tries(url, secrets, designIds) };
}

/** @returns the id of the workspace's demo design */
async function openDesign(backend: Backend, workspaceId: string): Promise<string> {
  const [existing] = await backend.store.sql<{ id: string }>`
    SELECT id FROM pdf_designs WHERE workspace_id = ${workspaceId} AND external_id = ${demoDesign.externalId}`;
  if (existing !== undefined) return existing.id;
  const designId = workspaceId.replace("pdw_", "dsn_");
  return await createDesign(backend, workspaceId, NewDesign.parse(demoDesign), async (_, { id }) => id, designId);
}

async function openKey(backend: Backend, demo: DemoWorkspace, earlier: string | undefined): Promise<string> {
  const keys = { ...backend, format: workspaceKeys };
  if (earlier !== undefined && (await isGoodKey(keys, demo.workspaceId, earlier))) return earlier;
  const scopes = [roleScope("admin")];
  return await mintOnlyKey(keys, demo.workspaceId, scopes, demo.hasExpiredKey ? anHourAgo(backend) : null);
}

/** Keeps an earlier token while the key that signed it is known. */
async function openStaleToken(backend: Backend, earlier: string | undefined): Promise<string> {
  if (earlier !== undefined) {
    const reason: unknown = await verifyToken(backend, earlier).catch((error: unknown) => error);
    if ((reason as { code?: unknown }).code === "TOKEN_EXPIRED") return earlier;
  }
  return (await createToken({ ...backend, clock: () => backend.clock() - tokenMs }, adaId)).token;
}

/** Only a hash is stored, so a lost password is replaced. */
async function openPassword({ store, passwordCost, clock }: Backend, earlier: string | undefined): Promise<string> {
  // A user of the demo may have removed her, and may have added another member with her address.
  const [ada] = await store.sql<{ id: string; password_hash: string }>`
    SELECT id, password_hash FROM pdf_members
    WHERE workspace_id = ${atlas.workspaceId} AND email_key = ${atlas.email} AND removed_at IS NULL`;
  if (ada !== undefined && earlier !== undefined && (await isPassword(earlier, ada.password_hash))) return earlier;
  const password = crypto.randomUUID();
  const hash = await hashPassword(password, passwordCost);
  await store.sql`
    INSERT INTO pdf_members (id, workspace_id, email, email_key, name, role, password_hash, created_at)
    VALUES (${ada?.id ?? adaId}, ${atlas.workspaceId}, ${atlas.email}, ${atlas.email}, 'Ada', 'owner', ${hash},
      ${clock()})
    ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key, name = excluded.name,
      password_hash = excluded.password_hash, role = excluded.role, removed_at = NULL`;
  return password;
}

function tries(
  url: string,
  { atlas: atlasKey, pinch, lapsed }: Readonly<Record<string, string>>,
  designIds: Readonly<Record<string, string>>,
): readonly Try[] {
  const variables = {
    number: "R-1001",
    customer: { name: "Example Ltd", city: "Berlin" },
    lines: [{ article: "Paper, 500 sheets", quantity: 4, price: 5.9 }],
  };
  const generate = (key: string | undefined, designId: string | undefined): string =>
    `curl -s ${url}/v1/pdfs -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${JSON.stringify({ designId, variables })}'`;
  return [
    { response: "201, an invoice for one credit", command: generate(atlasKey, designIds.atlas) },
    { response: "402 INSUFFICIENT_CREDITS", command: generate(pinch, designIds.pinch) },
    { response: "401 API_KEY_EXPIRED", command: `curl -si ${url}/v1/designs -H 'Authorization: Bearer ${lapsed}'` },
  ];
}
