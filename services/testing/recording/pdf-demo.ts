import { openPdf } from "../../pdf/api.ts";
import { pdfMigrations } from "../../pdf/migrations.ts";
import { invoice, renderPool } from "../running-pdf.ts";
import { bodyDeadlineMs, type DemoApi, demoApi } from "./demo-api.ts";
import { as, type Step } from "./scenario.ts";

/** The demo of the pdf API. */
export const pdfDemo: DemoApi = demoApi("pdf", pdfMigrations, async (environment) => {
  const api = await openPdf({ ...environment, renderPool, bodyDeadlineMs, passwordCost: 1_024 });
  return {
    api,
    async work() {
      while ((await api.worker.runOnce()) > 0);
    },
  };
});

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

/** Generates an invoice. @param members variables that differ from those of an invoice */
export function generate(
  workspace: keyof typeof designs,
  note: string,
  members: Readonly<Record<string, unknown>> = {},
): Step {
  const document = { designId: designs[workspace], variables: { ...invoice, ...members } };
  return as(workspace).post("/v1/pdfs", document, { note });
}
