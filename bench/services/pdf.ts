import { Hono } from "hono";
import { openPdf } from "../../services/pdf/api.ts";
import { roleScope } from "../../services/pdf/credentials/caller.ts";
import { demoDesign } from "../../services/pdf/designs/demo-design.ts";
import { findDesign } from "../../services/pdf/designs/design.ts";
import { createDesign, NewDesign } from "../../services/pdf/designs/write-design.ts";
import { viewDocument } from "../../services/pdf/documents/document.ts";
import { generateDocument } from "../../services/pdf/documents/generate-document.ts";
import { openWorkspace } from "../../services/pdf/workspaces/open-workspace.ts";
import { readWorkspace, type Workspace } from "../../services/pdf/workspaces/workspace.ts";
import type { OpenBenched } from "./benched-api.ts";
import { eachTenant } from "./each-tenant.ts";

interface Account {
  readonly workspace: Workspace;
  readonly designId: string;
}

const variables = {
  number: "R-1001",
  customer: { name: "Example Ltd", city: "Berlin" },
  lines: [{ article: "Paper", quantity: 4, price: 5.9 }],
};

/** Generates an invoice, charged to the workspace. The error is a request without a credential. */
export const openPdfBench: OpenBenched = async (environment) => {
  const service = await openPdf(environment);
  const { backend } = service;
  const { sql } = backend.store;
  const tenants = await eachTenant<Account>(100, async (name) => {
    const tenant = await openWorkspace(backend, { name, plan: "business", credits: 1e9 });
    const { secret } = await backend.apiKeys.mint({ tenant, scopes: [roleScope("admin")] });
    const designId = await createDesign(backend, tenant, NewDesign.parse(demoDesign), async (_, { id }) => id);
    return { credential: secret, account: { workspace: (await readWorkspace(sql, tenant)) as Workspace, designId } };
  });

  const plain = new Hono();
  plain.post("/v1/pdfs", async (c) => {
    const authorization = c.req.header("authorization");
    if (authorization === undefined)
      return c.json({ status: "error", data: null, error: { code: "UNAUTHORIZED", message: "Sign in." } }, 401);
    const { workspace } = tenants.find(authorization);
    const input = await c.req.json();
    const design = await findDesign(sql, workspace.id, input.designId, undefined);
    const document = await generateDocument(backend, {
      workspace,
      design,
      variables: JSON.stringify(input.variables),
      fileName: "document.pdf",
      options: {},
      signal: c.req.raw.signal,
      onGenerated: async (_, generated) => generated,
    });
    return c.json({ status: "success", data: viewDocument(document), error: null }, 201);
  });

  const call = { method: "POST", path: "/v1/pdfs" } as const;
  const json = { "content-type": "application/json" };
  return {
    api: service,
    plain,
    main: tenants.all.map(({ authorization, account: { designId } }) => ({
      ...call,
      headers: { ...json, authorization },
      body: JSON.stringify({ designId, variables }),
      status: 201,
    })),
    error: { ...call, headers: json, body: JSON.stringify({ variables }), status: 401 },
  };
};
