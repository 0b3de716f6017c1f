import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import { listMovements, resourceIn } from "../../shared/ledger/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery, ok, type PdfEnv, type PdfOnce, validateBoundedBody } from "../http.ts";
import { addMember, listMembers, MemberQuery, memberDigest, NewMember, removeMember } from "./members.ts";
import { unitOf } from "./plans.ts";
import { readUsage, UsageQuery } from "./usage.ts";
import { requireRole } from "./workspace.ts";

/** Adds the routes of a workspace, its credits, its usage and its members. */
export function workspaceRoutes(app: Hono<PdfEnv>, backend: Backend, once: PdfOnce): void {
  app.get("/v1/workspace", (c) => {
    const { workspace, role } = c.get("caller");
    const { id, name, plan, subscription } = workspace;
    return ok(c, { id, name, plan, subscription, creditPays: unitOf(plan), role });
  });

  app.get("/v1/credits", async (c) => {
    const { available, reserved } = await backend.creditLedger.read(backend.store.sql, c.get("caller").workspace.id);
    return ok(c, { available, reserved });
  });

  app.get("/v1/credits/movements", async (c) => {
    const movements = await listMovements(backend.creditLedger, backend.store.sql, {
      account: c.get("caller").workspace.id,
      page: await validateQuery(c, ListQuery),
      explain: (entry) => ({ reason: "document_generated", reference: resourceIn(entry, "doc") }),
    });
    return ok(c, movements);
  });

  app.get("/v1/usage", async (c) =>
    ok(c, await readUsage(backend, c.get("caller").workspace.id, await validateQuery(c, UsageQuery))),
  );

  app.get("/v1/members", async (c) =>
    ok(c, await listMembers(backend, c.get("caller").workspace.id, await validateQuery(c, MemberQuery))),
  );

  app.post("/v1/members", async (c) => {
    const caller = c.get("caller");
    requireRole(caller, "admin");
    const input = await validateBoundedBody(c, NewMember);
    return await once(c, (finish) => addMember(backend, caller, input, finish), {
      body: () => memberDigest(backend, caller, input),
    });
  });

  app.delete("/v1/members/:memberId", async (c) => {
    requireRole(c.get("caller"), "admin");
    await removeMember(backend, c.get("caller"), idParam(c, "memberId"));
    return c.body(null, 204);
  });
}
