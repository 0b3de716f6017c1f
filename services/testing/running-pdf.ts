import { expect } from "vitest";
import { pdfApi } from "../pdf/api.ts";
import { pdf } from "../pdf/contract.ts";
import { roleScope } from "../pdf/credentials/guard-requests.ts";
import { demoDesign } from "../pdf/demo-design.ts";
import { openPdf, type PdfOptions, type PdfService, pdfMigrations } from "../pdf/service.ts";
import { addMember } from "../pdf/workspaces/members.ts";
import { type NewWorkspace, openWorkspace } from "../pdf/workspaces/open-workspace.ts";
import type { Role } from "../pdf/workspaces/roles.ts";
import { readWorkspace } from "../pdf/workspaces/workspace.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import type { Engine } from "./engines.ts";
import { type HttpClient, httpClient, type Reply } from "./http-client.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The pdf service, started as `npm start` does, on a port of its own. */
export interface RunningPdf extends ServedApi {
  readonly service: PdfService;
  /** Opens a workspace with an API key. By default it has every feature and 1000 credits, one a document. */
  openWorkspace(workspace?: Partial<NewWorkspace>, role?: Role): Promise<TestWorkspace>;
  /** Sends requests without a credential, or with one. */
  client(credential?: string): HttpClient;
}

/** A workspace and the connection of its API key. */
export interface TestWorkspace extends HttpClient {
  readonly id: string;
  readonly key: string;
  /** Creates a design: the demo's invoice, with what the test wants otherwise. @returns its id */
  newDesign(members?: Record<string, unknown>): Promise<string>;
  /** Makes an invoice of a design. */
  newPdf(designId: string, variables?: Record<string, unknown>): Promise<Reply>;
  /** Gets a path's bytes. */
  download(path: string): Promise<{ readonly bytes: Uint8Array; readonly headers: Headers; readonly status: number }>;
  /** Adds a member with this role, and signs in. */
  signIn(role: Role): Promise<TestMember>;
}

/** A member and the connection of its token. */
export interface TestMember extends HttpClient {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

/** Variables that fit the demo's invoice. */
export const invoice = {
  number: "R-1001",
  customer: { name: "Example Ltd", city: "Berlin" },
  lines: [{ article: "Paper", quantity: 4, price: 5.9 }],
};

/** The password of every member that a test adds. */
export const password = "a password of tests";

/** Runs a suite with a service on each engine that this machine has. */
export const onEveryEngine: EachEngine<RunningPdf> = eachEngine((engine) => startPdf(engine));

/** Starts a service whose documents are kept elsewhere than in its folder, or which is otherwise special. */
export async function startPdf(engine: Engine, options: Partial<PdfOptions> = {}): Promise<RunningPdf> {
  const served = await serveApi(engine, pdfMigrations, async (place) => {
    const service = await openPdf({ ...place, bodyDeadlineMs: 1_000, passwordCost: 1_024, ...options });
    return { api: pdfApi(service), service };
  });
  const { url, service } = served;
  return {
    ...served,
    openWorkspace: (workspace, role) => openTestWorkspace(service, url, workspace, role),
    client: (credential) => httpClient(url, credential),
  };
}

/** Expects one documented error: the exact bytes of its body, its status, and the headers that every error has. */
export function expectPdfError(reply: Reply, code: keyof typeof pdf.error, message: string): void {
  expect(reply.text).toBe(JSON.stringify({ status: "error", data: null, error: { code, message } }));
  expect(reply.status).toBe(pdf.entries.get(code)?.status);
  expect(reply.headers.get("content-type")).toBe("application/json");
  expect(reply.headers.get("content-length")).toBe(String(Buffer.byteLength(reply.text)));
  expect(reply.headers.get("cache-control")).toBe("no-store");
  expect(reply.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
  const isOurs = reply.status >= 500;
  expect(reply.headers.get("x-should-retry")).toBe(isOurs ? null : "false");
  if (reply.status === 401) expect(reply.headers.get("www-authenticate")).toMatch(/^Bearer realm="pdf"/);
}

async function openTestWorkspace(
  service: PdfService,
  url: string,
  workspace: Partial<NewWorkspace> = {},
  role: Role = "admin",
): Promise<TestWorkspace> {
  const { backend } = service;
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
      return created(await client.post("/v1/designs", { ...design, name, ...members })).id;
    },
    newPdf: (designId, variables = invoice) => client.post("/v1/pdfs", { designId, variables }),
    async download(path) {
      const response = await fetch(url + path, { headers: { Authorization: `Bearer ${secret}` } });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { bytes, headers: response.headers, status: response.status };
    },
    async signIn(memberRole) {
      const email = await newMember(service, id, memberRole);
      const session = await httpClient(url).post("/v1/sessions", { workspaceId: id, email, password });
      const { token, member } = created(session);
      return { ...httpClient(url, token), token, id: member.id, email };
    },
  };
}

/** Puts a member of any role into a workspace, as our staff does for the first one. @returns the address */
async function newMember({ backend }: PdfService, workspaceId: string, role: Role): Promise<string> {
  const workspace = await readWorkspace(backend.store.sql, workspaceId);
  if (workspace === undefined) throw new Error(`no workspace ${workspaceId}`);
  const email = `${crypto.randomUUID()}@example.com`;
  await addMember(backend, { workspace, role: "owner", actor: "staff" }, { email, name: "Test", role, password });
  return email;
}

function created(reply: Reply): any {
  if (reply.status !== 201) throw new Error(`creating gave ${reply.status}: ${reply.text}`);
  return reply.json.data;
}
