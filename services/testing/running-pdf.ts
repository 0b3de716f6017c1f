import { expect } from "vitest";
import { openPdf, type PdfService } from "../pdf/api.ts";
import { pdf } from "../pdf/contract.ts";
import { roleScope } from "../pdf/credentials/caller.ts";
import { demoDesign } from "../pdf/designs/demo-design.ts";
import { pdfMigrations } from "../pdf/migrations.ts";
import type { PdfOptions } from "../pdf/options.ts";
import { openRenderPool } from "../pdf/render/renderer.ts";
import { addMember } from "../pdf/workspaces/members.ts";
import { type NewWorkspace, openWorkspace } from "../pdf/workspaces/open-workspace.ts";
import { type Role, readWorkspace } from "../pdf/workspaces/workspace.ts";
import type { WorkerPool } from "../shared/worker-pool/index.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import type { Engine } from "./engines.ts";
import { expectDocumented } from "./expect-error.ts";
import { type HttpClient, httpClient, type Reply } from "./http-client.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The pdf service, started as `npm start` does, on its own port. */
export interface RunningPdf extends ServedApi {
  readonly service: PdfService;
  /** Creates a workspace with an API key. By default it has every feature and 1000 credits, one per document. */
  openWorkspace(workspace?: Partial<NewWorkspace>, role?: Role): Promise<TestWorkspace>;
  /** Returns a client with a credential, or without one. */
  client(credential?: string): HttpClient;
}

/** A workspace, and a client with its API key. */
export interface TestWorkspace extends HttpClient {
  readonly id: string;
  readonly key: string;
  /** Creates a design: the demo's invoice, with other members if given. @returns its id */
  newDesign(members?: Record<string, unknown>): Promise<string>;
  /** Generates a document of a design. @param variables those of an invoice by default */
  newPdf(designId: string, variables?: Record<string, unknown>): Promise<Reply>;
  /** Reads the bytes of a path. */
  download(
    path: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly bytes: Uint8Array; readonly headers: Headers; readonly status: number }>;
  /** Adds a member with this role, and signs in. */
  signIn(role: Role): Promise<TestMember>;
}

/** A member, and a client with its token. */
export interface TestMember extends HttpClient {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

/** Variables of the demo's invoice. */
export const invoice = {
  number: "R-1001",
  customer: { name: "Example Ltd", city: "Berlin" },
  lines: [{ article: "Paper", quantity: 4, price: 5.9 }],
};

/** The password of every member that a test adds. */
export const password = "a password of tests";

/** Processes that all services of a test run share, because each takes seconds to start on a busy machine. */
export const renderPool: WorkerPool = openRenderPool(1);

/** Runs a suite with the service on every engine that this machine has. */
export const onEveryEngine: EachEngine<RunningPdf> = eachEngine((engine) => startPdf(engine));

/** Starts the service with other options than those of most tests. */
export async function startPdf(engine: Engine, options: Partial<PdfOptions> = {}): Promise<RunningPdf> {
  const served = await serveApi(engine, pdfMigrations, async (environment) => {
    const service = await openPdf({
      ...environment,
      renderPool,
      bodyDeadlineMs: 1_000,
      passwordCost: 1_024,
      ...options,
    });
    return { api: service, service };
  });
  const { url, service } = served;
  return {
    ...served,
    openWorkspace: (workspace, role) => openTestWorkspace(service, url, workspace, role),
    client: (credential) => httpClient(url, credential),
  };
}

/** Expects a documented error. The details are not sent. */
export function expectPdfError(reply: Reply, code: keyof typeof pdf.error, message: string): void {
  const { headers } = expectDocumented(pdf, reply, code, { message });
  const isRetryable = reply.status >= 500 || reply.status === 429 || code === "REQUEST_IN_PROGRESS";
  expect(headers.get("x-should-retry")).toBe(isRetryable ? null : "false");
  if (reply.status === 401) expect(headers.get("www-authenticate")).toMatch(/^Bearer realm="pdf"/);
}

async function openTestWorkspace(
  { backend }: PdfService,
  url: string,
  workspace: Partial<NewWorkspace> = {},
  role: Role = "admin",
): Promise<TestWorkspace> {
  const id = await openWorkspace(backend, { name: "Test", plan: "business", credits: 1_000, ...workspace });
  const { secret } = await backend.apiKeys.mint({ tenant: id, scopes: [roleScope(role)] });
  const client = httpClient(url, secret);
  return {
    ...client,
    id,
    key: secret,
    async newDesign(members = {}) {
      const name = `Invoice ${crypto.randomUUID()}`;
      const { externalId: _, ...design } = demoDesign;
      return createdData(await client.post("/v1/designs", { ...design, name, ...members })).id;
    },
    newPdf: (designId, variables = invoice) => client.post("/v1/pdfs", { designId, variables }),
    async download(path, headers = {}) {
      const response = await fetch(url + path, { headers: { ...headers, Authorization: `Bearer ${secret}` } });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { bytes, headers: response.headers, status: response.status };
    },
    async signIn(memberRole) {
      const email = await newMember(backend, id, memberRole);
      const session = await httpClient(url).post("/v1/sessions", { workspaceId: id, email, password });
      const { token, member } = createdData(session);
      return { ...httpClient(url, token), token, id: member.id, email };
    },
  };
}

/** Adds a member with any role, as staff do for the first one. @returns the address */
async function newMember(backend: PdfService["backend"], workspaceId: string, role: Role): Promise<string> {
  const workspace = await readWorkspace(backend.store.sql, workspaceId);
  if (workspace === undefined) throw new Error(`no workspace ${workspaceId}`);
  const email = `${crypto.randomUUID()}@example.com`;
  const staff = { workspace, role: "owner", actor: "staff" } as const;
  return await addMember(backend, staff, { email, name: "Test", role, password }, async () => email);
}

function createdData(reply: Reply): any {
  if (reply.status !== 201) throw new Error(`expected 201, received ${reply.status}: ${reply.text}`);
  return reply.json.data;
}
