import { type Credential, isGoodKey, mintOnlyKey } from "../shared/api/index.ts";
import { roleScope } from "./credentials/guard-requests.ts";
import { workspaceKeys } from "./credentials/keys.ts";
import { hashPassword, isPassword } from "./credentials/password.ts";
import { demoDesign } from "./demo-design.ts";
import { createDesign, NewDesign } from "./designs/write-design.ts";
import type { PdfService } from "./service.ts";
import { type NewWorkspace, openWorkspace } from "./workspaces/open-workspace.ts";

/** A workspace to try the API with. */
interface DemoWorkspace {
  /** Name in scripts: `demo.json` keeps its key under it. */
  readonly name: string;
  readonly workspaceId: string;
  /** What can be met with it. */
  readonly about: string;
  readonly workspace: NewWorkspace;
  /** Epoch milliseconds at which its key ends. */
  readonly keyExpiresAt?: number;
}

/** The workspace with everything, and its owner, who signs in with a password. */
export const atlas = { workspaceId: "pdw_00000000000000000000a001", email: "ada@atlas.example" } as const;

/** One workspace for each state, so that each code can be met by hand. */
const demoWorkspaces: readonly DemoWorkspace[] = [
  {
    name: "atlas",
    workspaceId: atlas.workspaceId,
    about: "has every feature and 5000 credits, one a document",
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
    keyExpiresAt: Date.UTC(2026, 0, 1),
  },
];

/** Opens the demo's workspaces, each with a design, and gives their credentials. Those of an earlier start are kept where they work. */
export async function openDemo(
  service: PdfService,
  known: Readonly<Record<string, string>>,
): Promise<readonly Credential[]> {
  const credentials: Credential[] = [];
  for (const demo of demoWorkspaces) {
    await openWorkspace(service.backend, demo.workspace, demo.workspaceId);
    await demoDesignOf(service, demo.workspaceId);
    credentials.push({ name: demo.name, about: demo.about, secret: await keyOf(service, demo, known[demo.name]) });
    service.forgetWorkspace(demo.workspaceId);
  }
  const about = `is the password of ${atlas.email}, owner of ${atlas.workspaceId}`;
  return [...credentials, { name: "ada", about, secret: await passwordOf(service, known.ada) }];
}

/** Gives the id of a workspace's demo design; makes the design where there is none. */
export async function demoDesignOf({ backend }: PdfService, workspaceId: string): Promise<string> {
  const [found] = await backend.store.sql<{ id: string }>`
    SELECT id FROM pdf_designs WHERE workspace_id = ${workspaceId} AND external_id = ${demoDesign.externalId}`;
  return found?.id ?? (await createDesign(backend, workspaceId, NewDesign.parse(demoDesign))).id;
}

async function keyOf({ backend }: PdfService, demo: DemoWorkspace, old: string | undefined): Promise<string> {
  const keys = { ...backend, format: workspaceKeys };
  if (old !== undefined && (await isGoodKey(keys, demo.workspaceId, old))) return old;
  const scopes = [roleScope("admin")];
  if (demo.keyExpiresAt === undefined) return await mintOnlyKey(keys, demo.workspaceId, scopes);
  const request = { tenant: demo.workspaceId, scopes, expiresAt: demo.keyExpiresAt };
  return (await backend.apiKeys.mint(request)).secret;
}

/** Only the hash of a password is kept: where its text is lost, there is a new one. */
async function passwordOf({ backend }: PdfService, old: string | undefined): Promise<string> {
  const { store, passwordCost } = backend;
  // Whoever tried the API may have removed her, and may have added somebody else under her address.
  const [ada] = await store.sql<{ id: string; password_hash: string }>`
    SELECT id, password_hash FROM pdf_members
    WHERE workspace_id = ${atlas.workspaceId} AND email_key = ${atlas.email} AND removed_at IS NULL`;
  if (ada !== undefined && old !== undefined && (await isPassword(old, ada.password_hash))) return old;
  const password = crypto.randomUUID();
  const hash = await hashPassword(password, passwordCost);
  await store.sql`
    INSERT INTO pdf_members (id, workspace_id, email, email_key, name, role, password_hash, created_at)
    VALUES (${ada?.id ?? "mem_00000000000000000000a001"}, ${atlas.workspaceId}, ${atlas.email}, ${atlas.email}, 'Ada', 'owner', ${hash},
      ${backend.clock()})
    ON CONFLICT (id) DO UPDATE SET password_hash = excluded.password_hash, role = excluded.role, removed_at = NULL`;
  return password;
}
