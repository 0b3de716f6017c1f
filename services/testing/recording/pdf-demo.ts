import { openPdf } from "../../pdf/api.ts";
import { pdfMigrations } from "../../pdf/migrations.ts";
import type { WorkerPool } from "../../shared/worker-pool/index.ts";
import { invoice, renderPool } from "../running-pdf.ts";
import { bodyDeadlineMs, type DemoApi, demoApi } from "./demo-api.ts";
import { as, type Step } from "./scenario.ts";

/** Defines the demo of the pdf API with these processes. */
export function pdfDemoWith(pool: WorkerPool): DemoApi {
  return demoApi("pdf", pdfMigrations, async (environment) => {
    const api = await openPdf({ ...environment, renderPool: pool, bodyDeadlineMs, passwordCost: 1_024 });
    return {
      api,
      async work() {
        while ((await api.worker.runOnce()) > 0);
      },
    };
  });
}

/** The demo of the pdf API. */
export const pdfDemo: DemoApi = pdfDemoWith(renderPool);

/** A new design with one line of text. */
export const label = {
  name: "Label {{uuid}}",
  page: { blocks: [{ type: "text", text: "Hello" }] },
  variables: { type: "object" },
};

/** A new member of the workspace. */
export const member = {
  email: "bob-{{uuid}}@example.com",
  name: "Bob Example",
  role: "viewer",
  password: "correct horse battery staple",
};

/** The design of the workspace `atlas`, and of the workspaces that cannot use theirs. */
const designs = {
  atlas: "dsn_00000000000000000000a001",
  pinch: "dsn_00000000000000000000a002",
  overdue: "dsn_00000000000000000000a003",
} as const;

/** Generates an invoice. @param members variables that differ from those of an invoice @param headers additional headers */
export function generate(
  workspace: keyof typeof designs,
  note: string,
  members: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Step {
  const document = { designId: designs[workspace], variables: { ...invoice, ...members } };
  return as(workspace).post("/v1/pdfs", document, { note, headers });
}
