import { rename, rm, writeFile } from "node:fs/promises";
import { type ApiOf, type Client, match } from "errata/client";
import { expect, it } from "vitest";
import { clientSuite } from "../testing/client-suite.ts";
import { invoice, onEveryEngine, password, type TestWorkspace } from "../testing/running-pdf.ts";
import { pdf } from "./contract.ts";
import { workspaceKeys } from "./credentials/caller.ts";
import { demoDesign } from "./designs/demo-design.ts";

type Pdf = ApiOf<typeof pdf>;

const { externalId: _, ...design } = demoDesign;

const { connect, expectError, expectFinal } = clientSuite(pdf);

onEveryEngine((running) => {
  const callWith = (credential?: string) => connect(running().url, credential);
  const callOf = ({ key }: TestWorkspace): Client<Pdf> => callWith(key);
  const listOf = (credential?: string) => callWith(credential).try("GET /v1/designs");

  it("advises to send a credential after UNAUTHORIZED, and to rotate the key after INVALID_API_KEY and API_KEY_EXPIRED", async () => {
    expectFinal(await expectError(listOf(), "UNAUTHORIZED"), "send_credential");
    expectFinal(await expectError(listOf(workspaceKeys.mint()), "INVALID_API_KEY"), "rotate_key");
    const { apiKeys, clock } = running().service.backend;
    const { id } = await running().openWorkspace();
    const { secret } = await apiKeys.mint({ tenant: id, expiresAt: clock() - 1 });
    expectFinal(await expectError(listOf(secret), "API_KEY_EXPIRED"), "rotate_key");
  });

  it("advises to sign in again after INVALID_TOKEN and TOKEN_EXPIRED, which helps", async () => {
    expectFinal(await expectError(listOf("a.b.c"), "INVALID_TOKEN"), "refresh_credential");
    const workspace = await running().openWorkspace();
    const { token, email } = await workspace.signIn("viewer");
    running().advance(15 * 60 * 1000);
    expectFinal(await expectError(listOf(token), "TOKEN_EXPIRED"), "refresh_credential");
    const body = { workspaceId: workspace.id, email, password };
    const session = (await callWith().call("POST /v1/sessions", { body })) as { data: { token: string } };
    expect((await listOf(session.data.token)).ok).toBe(true);
  });

  it("advises to pay after PAYMENT_REQUIRED, to top up after INSUFFICIENT_CREDITS, to upgrade after INSUFFICIENT_PERMISSIONS, and to request access after FORBIDDEN", async () => {
    const { openWorkspace } = running();
    const body = { designId: "dsn_0", variables: invoice };
    const overdue = callOf(await openWorkspace({ subscription: "unpaid" }));
    expectFinal(await expectError(overdue.try("POST /v1/pdfs", { body }), "PAYMENT_REQUIRED"), "pay_invoice");
    const poor = await openWorkspace({ credits: 0 });
    const poorBody = { ...body, designId: await poor.newDesign() };
    const short = await expectError(callOf(poor).try("POST /v1/pdfs", { body: poorBody }), "INSUFFICIENT_CREDITS");
    expectFinal(short, "top_up");
    const free = callOf(await openWorkspace({ plan: "free" }));
    expectFinal(await expectError(free.try("GET /v1/designs"), "INSUFFICIENT_PERMISSIONS"), "upgrade_plan");
    const viewer = callOf(await openWorkspace({}, "viewer"));
    expectFinal(await expectError(viewer.try("POST /v1/pdfs", { body }), "FORBIDDEN"), "request_access");
  });

  it("advises to wait for the time in Retry-After after RATE_LIMITED", async () => {
    const workspace = await running().openWorkspace();
    for (let sent = 0; sent < 600; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => workspace.get("/v1/workspace")));
    }
    const api = connect(running().url, workspace.key, { retries: 0 });
    const error = await expectError(api.try("GET /v1/workspace"), "RATE_LIMITED");
    expect(error.remedy?.action).toBe("wait");
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(1_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it("advises to fix the field in the message after MISSING_REQUIRED_FIELD, VALIDATION_ERROR and INVALID_INPUT", async () => {
    const workspace = await running().openWorkspace();
    const designId = await workspace.newDesign();
    const make = (variables: object) => callOf(workspace).try("POST /v1/pdfs", { body: { designId, variables } });
    for (const [code, variables, field] of [
      ["MISSING_REQUIRED_FIELD", {}, "variables.number"],
      ["VALIDATION_ERROR", { ...invoice, number: 7 }, "variables.number"],
      ["INVALID_INPUT", { ...invoice, number: "" }, "variables.number"],
    ] as const) {
      const error = await expectError(make(variables), code);
      expectFinal(error, "fix_request");
      expect(error.message).toContain(field);
    }
  });

  it("advises to check the id after NOT_FOUND, DESIGN_NOT_FOUND and PDF_NOT_FOUND", async () => {
    const api = callOf(await running().openWorkspace());
    const job = await expectError(api.try("GET /v1/jobs/{jobId}", { params: { jobId: "job_0" } }), "NOT_FOUND");
    const params = { designId: "dsn_0" };
    const noDesign = await expectError(api.try("GET /v1/designs/{designId}", { params }), "DESIGN_NOT_FOUND");
    const noPdf = await expectError(api.try("GET /v1/pdfs/{pdfId}", { params: { pdfId: "doc_0" } }), "PDF_NOT_FOUND");
    for (const error of [job, noDesign, noPdf]) expectFinal(error, "check_id");
  });

  it("advises to reload after PRECONDITION_FAILED and to change the request after RANGE_NOT_SATISFIABLE", async () => {
    const workspace = await running().openWorkspace();
    const { id: pdfId } = (await workspace.newPdf(await workspace.newDesign())).json.data;
    const download = (headers: Record<string, string>) =>
      callOf(workspace).try("GET /v1/pdfs/{pdfId}/content", { params: { pdfId }, headers });
    expectFinal(await expectError(download({ "if-match": '"other"' }), "PRECONDITION_FAILED"), "reload");
    expectFinal(await expectError(download({ range: "bytes=999999999-" }), "RANGE_NOT_SATISFIABLE"), "fix_request");
  });

  it("advises to wait after JOB_NOT_FINISHED, and does not retry it", async () => {
    const workspace = await running().openWorkspace();
    const body = { designId: await workspace.newDesign(), documents: [{ variables: invoice }] };
    const { id: jobId } = (await workspace.post("/v1/jobs", body)).json.data;
    const archive = callOf(workspace).try("GET /v1/jobs/{jobId}/archive", { params: { jobId } });
    expectFinal(await expectError(archive, "JOB_NOT_FINISHED"), "wait");
    await workspace.post(`/v1/jobs/${jobId}/cancel`);
  });

  it("does not retry a rotation, and names the new key in the message of KEY_ALREADY_ROTATED", async () => {
    const workspace = await running().openWorkspace();
    const key = (await workspace.post("/v1/api-keys", { role: "viewer" })).json.data;
    const rotate = () => callOf(workspace).try("POST /v1/api-keys/{keyId}/rotate", { params: { keyId: key.id } });
    expect((await rotate()).ok).toBe(true);
    const again = await expectError(rotate(), "KEY_ALREADY_ROTATED");
    expectFinal(again, "use_existing");
    expect(again.message).toMatch(/key_[\w-]+\.$/);
    await workspace.delete(`/v1/api-keys/${key.id}`);
    expectFinal(await expectError(rotate(), "KEY_INACTIVE"), "recreate");
  });

  it("advises to use the existing design after ALREADY_EXISTS and DUPLICATE_ENTRY", async () => {
    const workspace = await running().openWorkspace();
    await workspace.newDesign({ name: "Invoice", externalId: "erp-1" });
    const create = (members: object) => callOf(workspace).try("POST /v1/designs", { body: { ...design, ...members } });
    expectFinal(await expectError(create({ name: "INVOICE" }), "ALREADY_EXISTS"), "use_existing");
    expectFinal(await expectError(create({ name: "Other", externalId: "erp-1" }), "DUPLICATE_ENTRY"), "use_existing");
    const result = await create({ name: "INVOICE" });
    const other = () => "another";
    const advice = result.ok
      ? undefined
      : match(result.error, {
          ALREADY_EXISTS: () => "choose another name",
          DUPLICATE_ENTRY: () => "choose another id",
          FORBIDDEN: other,
          INVALID_INPUT: other,
          MISSING_REQUIRED_FIELD: other,
          IDEMPOTENCY_KEY_REUSED: other,
          REQUEST_IN_PROGRESS: other,
          DESIGN_NOT_FOUND: other,
          UNAUTHORIZED: other,
          INVALID_API_KEY: other,
          API_KEY_EXPIRED: other,
          INVALID_TOKEN: other,
          TOKEN_EXPIRED: other,
          INSUFFICIENT_PERMISSIONS: other,
          VALIDATION_ERROR: other,
          RATE_LIMITED: other,
          DATABASE_ERROR: other,
          INTERNAL_ERROR: other,
          _: other,
        });
    expect(advice).toBe("choose another name");
  });

  it("sends an Idempotency-Key by itself, advises a new one after IDEMPOTENCY_KEY_REUSED, and retries REQUEST_IN_PROGRESS after the time in Retry-After", async () => {
    const workspace = await running().openWorkspace();
    const designId = await workspace.newDesign();
    const api = connect(running().url, workspace.key, { retries: 0 });
    const make = (number: string, call: object = { idempotencyKey: "k" }) =>
      api.try("POST /v1/pdfs", { body: { designId, variables: { ...invoice, number } }, ...call });
    await make("R-1", {});
    const { sql } = running().service.backend.store;
    const keys = await sql`SELECT operation FROM errata_idempotency WHERE tenant = ${workspace.id}`;
    expect(keys).toEqual([{ operation: "POST /v1/pdfs" }]);
    await make("R-2");
    expectFinal(await expectError(make("R-3"), "IDEMPOTENCY_KEY_REUSED"), "new_idempotency_key");
    const results = await Promise.all(Array.from({ length: 5 }, () => make("R-4", { idempotencyKey: "many" })));
    const waiting = results.find(({ ok }) => !ok);
    const error = await expectError(Promise.resolve(waiting ?? make("R-4")), "REQUEST_IN_PROGRESS");
    expect([error.remedy?.action, error.retryAfterMs]).toEqual(["wait", 1_000]);
    const patient = connect(running().url, workspace.key);
    const body = { designId, variables: { ...invoice, number: "R-5" } };
    const calls = [1, 2, 3].map(() => patient.call("POST /v1/pdfs", { body, idempotencyKey: "patient" }));
    expect(new Set((await Promise.all(calls)).map((data) => JSON.stringify(data))).size).toBe(1);
    expect((await workspace.get("/v1/credits")).json.data.available).toBe(996);
  });

  it("retries S3_ERROR (also for generations, which had no effect), INTERNAL_ERROR and DATABASE_ERROR with backoff, then returns the error", async () => {
    const { openWorkspace, folder, service } = running();
    const workspace = await openWorkspace();
    const designId = await workspace.newDesign();
    const api = callOf(workspace);
    const made = (await api.call("POST /v1/pdfs", { body: { designId, variables: invoice } })) as {
      data: { id: string };
    };
    const content = { params: { pdfId: made.data.id }, as: "arrayBuffer" } as const;

    await rename(`${folder}/pdf`, `${folder}/pdf.away`);
    await writeFile(`${folder}/pdf`, "in the way");
    const lost = await expectError(api.try("GET /v1/pdfs/{pdfId}/content", content), "S3_ERROR");
    const body = { designId, variables: invoice };
    const notMade = await expectError(callOf(workspace).try("POST /v1/pdfs", { body }), "S3_ERROR");
    await rm(`${folder}/pdf`);
    await rename(`${folder}/pdf.away`, `${folder}/pdf`);
    expect([lost.attempts, lost.remedy?.action, notMade.attempts]).toEqual([3, "retry", 3]);
    expect((await api.try("GET /v1/pdfs/{pdfId}/content", content)).ok).toBe(true);

    const { sql } = service.backend.store;
    const damaged = await workspace.newDesign();
    await sql`UPDATE pdf_design_versions SET page = '{' WHERE design_id = ${damaged}`;
    const broken = callOf(workspace).try("GET /v1/designs/{designId}", { params: { designId: damaged } });
    expect((await expectError(broken, "INTERNAL_ERROR")).attempts).toBe(3);

    await sql`ALTER TABLE pdf_designs RENAME TO pdf_designs_away`;
    const gone = await expectError(callOf(workspace).try("GET /v1/designs"), "DATABASE_ERROR");
    await sql`ALTER TABLE pdf_designs_away RENAME TO pdf_designs`;
    expect(gone.remedy?.action).toBe("retry");
    expect((await callOf(workspace).try("GET /v1/designs")).ok).toBe(true);
  });
});
